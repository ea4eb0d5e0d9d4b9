import { type ProcessStat, readStat } from "@lifeline/system";
import type { GuardedTree } from "./guarded-tree.ts";

/** From so many on it is looked whether they still live. */
const MANY = 32;

/** Who was left by leaders that have ended. A guard knows them until they have ended too. */
const left = new Map<GuardedTree, readonly ProcessStat[]>();
let tidyAt = MANY;

/** Tells the guard whom the leader of this tree has left in its group: only that may prove them. Or that it is nobody. */
export function tellOrphans(tree: GuardedTree, orphans: readonly ProcessStat[]): void {
  tree.leaves(orphans);
  if (orphans.length === 0) left.delete(tree);
  else left.set(tree, orphans);
  if (left.size >= tidyAt) tidy();
}

/** What comes and goes, any number of times, leaves nothing here, and nothing with the guard. */
function tidy(): void {
  for (const [tree, orphans] of left) {
    if (orphans.some(isThere)) continue;
    left.delete(tree);
    tree.leaves([]);
  }
  tidyAt = MANY + 2 * left.size;
}

function isThere({ pid, start, pgid }: ProcessStat): boolean {
  const stat = readStat(pid);
  return stat?.start === start && stat.pgid === pgid;
}
