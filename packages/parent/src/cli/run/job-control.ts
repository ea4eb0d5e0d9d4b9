import type { ChildProcess } from "node:child_process";
import { readStat } from "@lifeline/system";

/** In ms: a group is continued in one call, but we may run again before the command does. */
const CONFIRM_AFTER = 10;

/**
 * Stops us when the command has stopped, for whoever waits for us to see it: a shell takes its terminal back only then, and
 * a full-screen program has cleaned up before it stopped. `fg` continues the whole group.
 *
 * Only under a parent that does job control, which gives a group to each job; another would wait for ever.
 */
export function stopWith(child: ChildProcess, sharesGroup: boolean): void {
  let lastAsked = 0;
  process.on("SIGTSTP", () => {
    lastAsked = performance.now();
  });
  process.on("SIGCHLD", () => {
    if (isStopped(child)) setTimeout(look, CONFIRM_AFTER);
  });

  function look(): void {
    if (!isStopped(child)) return;
    const wasAsked = lastAsked > 0;
    lastAsked = 0;
    if (wasAsked) stopSelf("SIGTSTP");
    else if (sharesGroup && isJob()) stopSelf("SIGSTOP");
  }
}

function isStopped({ pid }: ChildProcess): boolean {
  const stat = pid === undefined ? undefined : readStat(pid);
  return stat?.ppid === process.pid && stat.state === "T";
}

function isJob(): boolean {
  return readStat(process.ppid)?.pgid !== readStat("self")?.pgid;
}

/** Returns when we have been continued; at once where a stop has no effect. */
function stopSelf(signal: "SIGTSTP" | "SIGSTOP"): void {
  const listeners = process.rawListeners("SIGTSTP") as (() => void)[];
  process.removeAllListeners("SIGTSTP");
  process.kill(process.pid, signal);
  for (const listener of listeners) process.on("SIGTSTP", listener);
}
