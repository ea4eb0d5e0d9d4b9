import { spawnWithLifeline } from "lifeline-parent";
import { registerForKilling } from "./cleanup.js";
import { identify } from "./processes.js";

/** `spawnWithLifeline` in the process of the test; the child is killed when the test is over. */
export const tie = ((...args: Parameters<typeof spawnWithLifeline>) => {
  const child = spawnWithLifeline(...args);
  // A child that has ended is still a zombie here: Node reaps in a later turn.
  if (child.pid !== undefined) registerForKilling(identify(child.pid));
  return child;
}) as typeof spawnWithLifeline;
