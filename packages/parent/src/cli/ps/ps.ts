import { commandLine, seesOwnPid } from "@lifeline/system";
import { readOptions } from "../options.ts";
import { complain, say } from "../output.ts";
import { fit, type Style, styleOfStdout } from "../style.ts";
import { STATUS } from "../usage.ts";
import { findTrees, type LivingTree } from "./census.ts";
import { draw } from "./draw.ts";
import { growForest } from "./forest.ts";
import { readProcesses } from "./processes.ts";

/** `lifeline ps`: the living trees of this machine, as far as this user may see them. */
export function psCommand(words: readonly string[]): void {
  const { json = false } = readOptions("ps", words, { json: { type: "boolean" } });
  // By others it cannot be decided: in a container we may be the only process.
  if (!seesOwnPid()) {
    complain("ps: /proc does not show the processes of this pid namespace, so no tree can be found");
    process.exit(STATUS.failed);
  }
  const processes = readProcesses();
  const trees = findTrees(processes);
  if (json) say(`${JSON.stringify({ trees: trees.map(asJson) }, null, 2)}\n`);
  else if (trees.length === 0) say("no living trees\n");
  else {
    const style = styleOfStdout();
    say(`${[...draw(growForest(trees, processes), style), "", ...summary(trees, style)].join("\n")}\n`);
  }
}

/** In one line, or in several where one is not wide enough. */
function summary(trees: readonly LivingTree[], { width, isUnicode }: Style): string[] {
  const holders = new Set(trees.map(({ holder }) => holder));
  const members = trees.reduce((sum, tree) => sum + tree.members.length, 0);
  const orphaned = trees.filter(isOrphaned).length;
  const counts = [many(holders.size, "parent"), many(trees.length, "tree"), many(members, "process", "es")];
  const wrong = orphaned > 0 ? [`${many(orphaned, "tree")} orphaned`] : [];
  const line = [counts.join(", "), ...wrong].join("; ");
  return line.length <= width ? [line] : [...counts, ...wrong].map((part) => fit(part, width, isUnicode));
}

function many(count: number, word: string, plural = "s"): string {
  return `${count} ${word}${count === 1 ? "" : plural}`;
}

/** Nobody will end it; a guard that does it just now would. */
function isOrphaned({ holder }: LivingTree): boolean {
  return !holder.isAlive && holder.guard === undefined;
}

/** In the words of the library: a `ProcessInfo` for each process, times in raw ticks as text. */
function asJson(tree: LivingTree): object {
  const { id, cookie, holder, within, members } = tree;
  return {
    id,
    cookie,
    within: within ?? null,
    isOrphaned: isOrphaned(tree),
    parent: {
      id: holder.id,
      pid: holder.pid ?? null,
      isAlive: holder.isAlive,
      command: (holder.isAlive && holder.pid !== undefined && commandLine(holder.pid)) || null,
    },
    guard: holder.guard ?? null,
    members: members.map(({ pid, ppid, pgid, args, name, state, start }) => ({
      pid,
      ppid,
      pgid,
      command: args.join(" ") || name,
      state,
      start,
    })),
  };
}
