import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, startProgram } from "../support/processes.mjs";
import { bounded, shown } from "../support/rows.mjs";
import { difference, helperWakeUps, usageOf } from "../support/usage.mjs";

export const title = "idle: what an idle bound child and its parent cost, default options";

const interval = 2;
// V8's memory reducer collects the garbage of a start, once, when it finds the process idle: with 15 ms of CPU on five
// threads as much as two minutes of all else here. It comes to every Node, plain ones too: usually 8 s after the start,
// at times a minute later. So the window begins when V8's threads have slept for this long, and one in which they woke
// is not counted.
const calm = 15_000;
const mostWindows = 3;
const roles = [
  { role: "child", each: "beat and probe", timers: 2 },
  { role: "parent", each: "beat", timers: 1 },
];

export async function measure({ quick }) {
  const seconds = quick ? 20 : 60;
  // All at once: a minute of noise is the same minute for each.
  const [ours, control] = await Promise.all([startPair("lifeline"), startPair("plain")]);
  const pids = [ours, control].flatMap(({ parent, child }) => [parent, child]);
  for (let window = 1; ; window++) {
    await hasCalmedDown(pids);
    const before = { ours: read(ours), control: read(control) };
    await sleep(seconds * 1000);
    const used = { ours: since(before.ours, ours), control: since(before.control, control) };
    if (isFreeOfCollections(used) || window === mostWindows) {
      return [
        ...roles.flatMap((role) => rows(role, used, seconds)),
        shown("windows not counted, because V8 collected garbage in them", window - 1, "windows"),
      ];
    }
  }
}

async function hasCalmedDown(pids) {
  const read = () => pids.reduce((sum, pid) => sum + helperWakeUps(pid), 0);
  for (let before; before !== read(); ) {
    before = read();
    await sleep(calm);
  }
}

function isFreeOfCollections(used) {
  return Object.values(used).every(({ parent, child }) => parent.helperWakeUps + child.helperWakeUps === 0);
}

async function startPair(kind) {
  const parent = startProgram("idle-parent.mjs", [kind]);
  return { parent: parent.pid, child: Number(await linesOf(parent).next("child")) };
}

function read(pair) {
  return { child: usageOf(pair.child), parent: usageOf(pair.parent) };
}

function since(before, pair) {
  return {
    child: difference(before.child, usageOf(pair.child)),
    parent: difference(before.parent, usageOf(pair.parent)),
  };
}

function rows({ role, each, timers }, used, seconds) {
  const ours = used.ours[role];
  const control = used.control[role];
  // A window of n intervals can hold n + 1 ticks of each timer.
  const most = (timers * (seconds / interval + 1)) / seconds;
  return [
    bounded(
      `${role}: wake-ups above the control, one per ${each}`,
      (ours.wakeUps - control.wakeUps) / seconds,
      "/s",
      most,
    ),
    shown(`${role}: the control's wake-ups`, control.wakeUps / seconds, "/s"),
    shown(`${role}: wake-ups of its other threads`, ours.helperWakeUps / seconds, "/s"),
    bounded(`${role}: CPU ticks in ${seconds} s`, ours.ticks, "ticks", 2),
    shown(`${role}: CPU time in ${seconds} s`, ours.nanoseconds / 1e6, "ms"),
    shown(`${role}: the control's CPU time`, control.nanoseconds / 1e6, "ms"),
  ];
}
