import { attempt, builtin, commandLine, type ProcessStat, readStat } from "@lifeline/system";

/** In ms: how long those are looked for that have been started meanwhile. */
const PATIENCE = 2000;

/**
 * Kills everything that this process has started and that still hangs on it, by its parent ids. All are stopped first:
 * what is stopped forks no more, and while its ancestors live none can leave. A guard is spared: it ends what has left.
 * Where there is no `/proc`, nothing is done.
 *
 * A process is ours because its parent is this process, or one that was found so before and is stopped; and pid, start
 * time and parent are read again right before each signal.
 */
export function endDescendants(): void {
  const found = new Map<number, ProcessStat>();
  const until = performance.now() + PATIENCE;
  while (stopMore(found) && performance.now() < until);
  // The last found first: while its parent lives, nobody's parent id changes.
  for (const member of [...found.values()].reverse()) send(member, "SIGKILL");
}

/** True: there were some, and so there may be more. */
function stopMore(found: Map<number, ProcessStat>): boolean {
  const before = found.size;
  const table = listProcesses();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const stat of table) {
      if (found.has(stat.pid) || !(stat.ppid === process.pid || found.has(stat.ppid)) || isGuard(stat.pid))
        continue;
      if (send(stat, "SIGSTOP")) found.set(stat.pid, stat);
    }
  }
  return found.size > before;
}

function listProcesses(): ProcessStat[] {
  const names = attempt(() => builtin("node:fs").readdirSync("/proc")) ?? [];
  return names.flatMap((name) => (/^[1-9]\d*$/.test(name) ? (readStat(Number(name)) ?? []) : []));
}

function isGuard(pid: number): boolean {
  return commandLine(pid)?.endsWith(` lifeline-guard ${process.pid}`) === true;
}

function send({ pid, ppid, start }: ProcessStat, signal: NodeJS.Signals): boolean {
  const now = readStat(pid);
  if (pid <= 1 || now?.start !== start || now.ppid !== ppid || /[XZ]/.test(now.state)) return false;
  // It may have ended, or be another user's.
  return attempt(() => process.kill(pid, signal)) === true;
}
