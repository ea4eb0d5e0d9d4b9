import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, startProgram } from "../support/processes.mjs";
import { bounded, shown } from "../support/rows.mjs";
import { difference, usageOf } from "../support/usage.mjs";

export const title = "idle: what an idle bound child and its parent cost, default options";

const interval = 2;
// V8 collects the garbage of a start 8 to 20 s later (seen: 8 to 13 ms, once).
const settle = 30_000;
const roles = [
  { role: "child", each: "beat and probe", timers: 2 },
  { role: "parent", each: "beat", timers: 1 },
];

export async function measure({ quick }) {
  const seconds = quick ? 20 : 60;
  // All at once: a minute of noise is the same minute for each.
  const [ours, control] = await Promise.all([startPair("lifeline"), startPair("plain")]);
  await sleep(settle);
  const before = { ours: read(ours), control: read(control) };
  await sleep(seconds * 1000);
  const used = { ours: since(before.ours, ours), control: since(before.control, control) };
  return roles.flatMap((role) => rows(role, used, seconds));
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
    bounded(`${role}: CPU ticks in ${seconds} s`, ours.ticks, "ticks", 2),
    shown(`${role}: CPU time in ${seconds} s`, ours.nanoseconds / 1e6, "ms"),
    shown(`${role}: the control's CPU time`, control.nanoseconds / 1e6, "ms"),
  ];
}
