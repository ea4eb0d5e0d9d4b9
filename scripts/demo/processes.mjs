import { readdirSync, readFileSync } from "node:fs";

/** A pid alone may be reused; a pid with its start time means one process. Undefined: there is none, or it is dead. */
export function identify(pid) {
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1).split(" ");
  const isDead = fields.length < 20 || fields[0] === "Z" || fields[0] === "X";
  return isDead ? undefined : { pid, start: fields[19] };
}

export function isAlive({ pid, start }) {
  return identify(pid)?.start === start;
}

export function kill(identity) {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Kills every process that has this entry in its environment, until it has found none three times in a row. */
export function killAll(entry) {
  for (let empty = 0, sweeps = 0; empty < 3 && sweeps < 100; empty++, sweeps++) {
    const left = carriers(entry);
    for (const each of left) kill(each);
    if (left.length > 0) empty = -1;
    // Not a timer: this runs in a signal handler, right before the exit. In execve(2) a process has no environment.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function carriers(entry) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids
    .filter((pid) => `\0${read(`/proc/${pid}/environ`)}`.includes(`\0${entry}\0`))
    .map((pid) => identify(Number(pid)))
    .filter(Boolean);
}

function read(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
