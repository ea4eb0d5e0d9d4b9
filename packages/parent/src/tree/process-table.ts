import { readdirSync, readFileSync } from "node:fs";
import { TREE_VARIABLE } from "@lifeline/protocol";
import { type ProcessStat, readStat } from "@lifeline/system";

/**
 * All living processes that began no earlier than `since` (raw ticks), as Linux `/proc` shows them. Zombies have died;
 * pid 1 and this process belong to nobody's tree.
 */
export function livingProcesses(since: number): ProcessStat[] {
  const living: ProcessStat[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) continue;
    const stat = readStat(pid);
    if (stat && !isDead(stat) && Number(stat.start) >= since) living.push(stat);
  }
  return living;
}

export function isDead({ state }: ProcessStat): boolean {
  return state === "Z" || state === "X";
}

/**
 * The tree cookie that a process was started with; `""` when it has none that we may see. `undefined` when it shows no
 * environment at all, as in the middle of execve(2): then it is too early to say.
 */
export function cookieOf(pid: number): string | undefined {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
  if (environment === "") return undefined;
  const entry = `${TREE_VARIABLE}=`;
  const at = environment.startsWith(entry) ? 0 : environment.indexOf(`\0${entry}`) + 1;
  if (at === 0 && !environment.startsWith(entry)) return "";
  const end = environment.indexOf("\0", at);
  return environment.slice(at + entry.length, end < 0 ? undefined : end);
}
