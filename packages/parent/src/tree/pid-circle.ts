import { readText } from "@lifeline/system";

/** More than any pid: the highest that `/proc/sys/kernel/pid_max` takes, proc_sys_kernel(5). */
const LAP = 2 ** 22;
/** In ms: in less the kernel has not been all round. */
const SHORTEST_LAP = 500;

let position = 0;
let readAt = Number.NEGATIVE_INFINITY;

/**
 * How far the kernel has come with giving out pids. It does so in a circle, and proc_loadavg(5) ends with the one that it
 * gave out last. Where that was not read for too long, or cannot be, it may have been anywhere.
 */
export function pidPosition(): number {
  const now = performance.now(); // before: whoever is held up in between has missed what came then
  const last = Number(readText("/proc/loadavg")?.split(" ")[4]);
  const lap = position - (position % LAP);
  if (Number.isNaN(last) || !isWithinLap(readAt)) position = lap + 2 * LAP + (last || 0);
  else position = lap + last < position ? lap + LAP + last : lap + last;
  readAt = now;
  return position;
}

/** To be called again and again by whoever waits, so that nothing is missed; cheap for any number of them. */
export function followPids(): void {
  if (performance.now() - readAt > SHORTEST_LAP / 5) pidPosition();
}

/** Whether the kernel may have given this pid, which was in use when it was there, to somebody else since. */
export function mayBeGivenOut(pid: number, since: number): boolean {
  const lap = since - (since % LAP);
  const next = lap + pid > since ? lap + pid : lap + LAP + pid;
  return pidPosition() >= next;
}

/** Whether the kernel cannot have been all round since this moment, of `performance.now()`. */
export function isWithinLap(since: number): boolean {
  return performance.now() - since < SHORTEST_LAP;
}
