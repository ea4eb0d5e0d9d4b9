import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, programPath, start } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";
import { usageOf } from "../support/usage.mjs";

export const title = "guard: the memory of the one process that ends foreign children";

const shells = [
  { name: "dash", path: "/bin/dash", atMost: 2.5 },
  { name: "busybox ash", path: "/bin/busybox", atMost: 2.5 },
  { name: "bash", path: "/bin/bash", atMost: 4.5 },
];

export async function measure({ quick }) {
  const obstacle = whyNoOtherShell();
  const rows = [];
  for (const shell of shells) {
    const reason = existsSync(shell.path) ? obstacle : `there is no ${shell.path}`;
    if (reason) rows.push(skipped(`${shell.name} as /bin/sh`, reason));
    else for (const count of [1, quick ? 100 : 1000]) rows.push(...(await rowsOf(shell, count)));
  }
  return rows;
}

async function rowsOf({ name, path, atMost }, count) {
  const { resident, proportional, processes } = await measureGuard(path, count);
  const what = `${name}, ${count} ${count === 1 ? "child" : "children"}`;
  return [
    bounded(`${what}: resident`, resident, "MB", atMost),
    shown(`${what}: its share, where pages are shared`, proportional, "MB"),
    bounded(`${what}: guards, with what they started`, processes, "process", 1),
  ];
}

// The parent runs in a mount namespace of its own, where another shell is /bin/sh.
async function measureGuard(shell, count) {
  const script = 'mount --bind "$0" "$(readlink -f /bin/sh)" && exec "$@"';
  const command = [process.execPath, programPath("memory-parent.mjs"), String(count)];
  const parent = start("unshare", ["--mount", "/bin/sh", "-c", script, shell, ...command]);
  await linesOf(parent, 120_000).next("ready");
  const guards = guardsOf(parent.pid);
  const [guard] = guards;
  await hasHeardAll(guard);
  const memory = readFileSync(`/proc/${guard}/smaps_rollup`, "utf8");
  const megabytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(memory)[1]) / 1024;
  const started = guards.flatMap(
    (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [],
  );
  parent.kill("SIGKILL");
  return {
    resident: megabytes("Rss"),
    proportional: megabytes("Pss"),
    processes: guards.length + started.length,
  };
}

/** As `ps` shows them. */
function guardsOf(parent) {
  return readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && commandLine(pid).endsWith(`\0lifeline-guard\0${parent}\0`),
  );
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

/** It reads slowly, a byte at a time: until it has used no CPU for a while. */
async function hasHeardAll(guard) {
  for (let used = -1; used !== usageOf(guard).nanoseconds; ) {
    used = usageOf(guard).nanoseconds;
    await sleep(300);
  }
}

function whyNoOtherShell() {
  const { status, error } = spawnSync("unshare", ["--mount", "true"]);
  if (status === 0) return undefined;
  return error ? "there is no unshare" : "a mount namespace needs root";
}
