import { expect, it } from "vitest";
import { GuardedTree } from "../../packages/parent/src/guard/guarded-tree.js";
import { tellOrphans } from "../../packages/parent/src/guard/orphans.js";
import { readStat } from "../../packages/system/src/identity.js";
import { start } from "../support/index.js";

it("what leaders have left is known to the guard as long as it lives, and no longer, however many they are", () => {
  const known = new Set<GuardedTree>();
  const changed = (tree: GuardedTree) => {
    if (tree.isForgotten) known.delete(tree);
    else if (tree.hasStarted) known.add(tree);
  };
  const { pid } = start("sleep", ["3600"], { stdio: "ignore" });
  const living = readStat(pid);
  if (living === undefined) throw new Error("/proc does not show our own child");
  tellOrphans(new GuardedTree("living", "500 TERM", changed), [living]);
  const [first] = [...known];
  // It has this pid no more, so it has ended.
  const ended = { ...living, start: String(Number(living.start) - 1) };
  for (let i = 0; i < 1_000; i++) tellOrphans(new GuardedTree(`${i}`, "500 TERM", changed), [ended]);
  expect(known).toContain(first);
  expect(known.size).toBeLessThan(100);
});
