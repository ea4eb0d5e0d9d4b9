import { setTimeout as sleep } from "node:timers/promises";
import { carriers } from "./carriers.js";
import { clock } from "./clock.js";
import { allProcesses, commandLine, isDead, isEnded, type ProcessStat, readProcess } from "./processes.js";
import { scaled } from "./scale.js";

/** A test cleans up before it finishes; this is for deaths that are under way. */
const testPatience = 1_000;
/** A guard gives up 10 s after it last found a member of its tree, and is not a leftover before. */
const guardPatience = 13_000;

export interface Leftovers {
  /** Processes of tests, proved by the mark of the run. */
  readonly strays: ProcessStat[];
  /** Guards whose parent is gone; they carry no mark, so this is an accusation and no licence to kill. */
  readonly guards: ProcessStat[];
}

/** The living processes that a test run has left behind. */
export async function findLeftovers(runId: string): Promise<Leftovers> {
  const find = () => carriers(`LIFELINE_TEST_RUN=${runId}`).filter(notOfRunner);
  const late = await survivors(testPatience, find());
  const guards = await survivors(guardPatience, guardsWithoutParent());
  // Asked again, because a stray may have started others meanwhile.
  return { strays: late.length > 0 ? find() : [], guards };
}

async function survivors(patience: number, suspects: ProcessStat[]): Promise<ProcessStat[]> {
  const started = clock();
  let living = suspects;
  while (living.length > 0 && clock() - started < scaled(patience)) {
    await sleep(20);
    living = living.filter((each) => !isDead(each));
  }
  return living;
}

/** The runner, whoever started it, and its own workers: what it starts directly is no test's. */
function notOfRunner({ pid, ppid }: ProcessStat): boolean {
  return ppid !== process.pid && !ancestry().has(pid);
}

function ancestry(): Set<number> {
  const found = new Set<number>();
  for (let pid = process.pid; pid > 0 && !found.has(pid); pid = readProcess(pid)?.ppid ?? 0) found.add(pid);
  return found;
}

/** A guard inherits no environment, so it is known by its title and by when it began: not before this run. */
export function guardsWithoutParent(): ProcessStat[] {
  const began = BigInt(readProcess(process.pid)?.start ?? 0);
  return allProcesses().filter((each) => {
    const parent = /lifeline-guard (\d+)/.exec(commandLine(each.pid))?.[1];
    if (parent === undefined || isEnded(each) || BigInt(each.start) < began) return false;
    const found = readProcess(Number(parent));
    return !found || isEnded(found);
  });
}
