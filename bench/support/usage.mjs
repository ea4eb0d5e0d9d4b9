import { readdirSync, readFileSync } from "node:fs";

/** What `/proc` says that a process has used so far. Reading it does not wake the process. */
export function usageOf(pid) {
  return {
    at: performance.now(),
    wakeUps: wakeUps(pid, pid),
    helperWakeUps: helperWakeUps(pid),
    ticks: ticks(pid),
    nanoseconds: nanoseconds(pid),
  };
}

/** What was used between two readings, and in how many seconds. */
export function difference(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const nanoseconds = after.nanoseconds - before.nanoseconds;
  return {
    seconds,
    wakeUps: after.wakeUps - before.wakeUps,
    helperWakeUps: after.helperWakeUps - before.helperWakeUps,
    ticks: after.ticks - before.ticks,
    nanoseconds,
    percentOfCore: nanoseconds / 1e7 / seconds,
  };
}

// Each voluntary switch is one return to sleep, so one wake-up.
function wakeUps(pid, thread) {
  const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8");
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)[1]);
}

/** Of all other threads. In an idle Node they are V8's, and what wakes them is a garbage collection. */
export function helperWakeUps(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .filter((thread) => thread !== String(pid))
    .reduce((sum, thread) => sum + wakeUps(pid, thread), 0);
}

// utime and stime; the command's name before them may hold spaces and parentheses.
function ticks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

// Of all threads; a tick of 10 ms is too coarse for tenths of a percent.
function nanoseconds(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]))
    .reduce((sum, one) => sum + one, 0);
}
