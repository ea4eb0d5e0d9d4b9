import { allProcesses, commandLine, isEnded, type ProcessIdentity } from "./processes.js";
import { until } from "./wait.js";

/** The living guard of this parent, which may be dead itself. It carries no mark, but it shows whose it is. */
export function guardOf(parent: number): ProcessIdentity | undefined {
  const title = new RegExp(`lifeline-guard ${parent}$`);
  return allProcesses().find((each) => !isEnded(each) && title.test(commandLine(each.pid)));
}

/** After the death of its parent a guard ends when it has found nobody three times in a row. */
export async function expectGuardGone(parent: number): Promise<void> {
  // Each look goes through the whole process table, which takes its time on a loaded machine.
  const patience = { timeout: 30_000, interval: 20 };
  await until(`the end of the guard of ${parent}`, () => guardOf(parent) === undefined, patience);
}
