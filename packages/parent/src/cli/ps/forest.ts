import { byAge, type Holder, type LivingTree } from "./census.ts";
import type { Seen } from "./processes.ts";

/** One line of the picture. */
export interface Node {
  /** Undefined: a holder that is gone. */
  readonly process: Seen | undefined;
  /** Lifelines that this process holds. */
  readonly holds: Holder[];
  /** The tree whose first process this is, or one that left its place in it. */
  readonly root: LivingTree | undefined;
  /** Its own parent has died or is elsewhere: it is shown below the holder of its tree. */
  readonly isDetached: boolean;
  readonly children: Node[];
}

/** The trees as one picture: whoever holds a lifeline above whom it holds, everybody else below whoever started them. */
export function growForest(trees: readonly LivingTree[], processes: ReadonlyMap<number, Seen>): Node[] {
  const roots: Node[] = [];
  const nodes = new Map<number, Node>();
  const gone = new Map<string, Node>();
  const treeOf = new Map(trees.flatMap((tree) => tree.members.map((member) => [member.pid, tree] as const)));
  for (const tree of trees) {
    for (const member of tree.members) place(member);
    const holder = nodeOfHolder(tree.holder);
    if (!holder.holds.includes(tree.holder)) holder.holds.push(tree.holder);
  }
  return roots;

  function place(process: Seen): Node {
    const known = nodes.get(process.pid);
    if (known) return known;
    const tree = treeOf.get(process.pid);
    const parent = treeOf.get(process.ppid) === tree ? processes.get(process.ppid) : undefined;
    const isInside = tree !== undefined && parent !== undefined;
    const node: Node = {
      process,
      holds: [],
      root: isInside ? undefined : tree,
      isDetached: tree !== undefined && !isInside && process.ppid !== tree.holder.pid,
      children: [],
    };
    nodes.set(process.pid, node);
    if (isInside) add(place(parent), node);
    else if (tree) add(nodeOfHolder(tree.holder), node);
    else roots.push(node);
    return node;
  }

  function nodeOfHolder(holder: Holder): Node {
    const found = holder.isAlive && holder.pid !== undefined ? processes.get(holder.pid) : undefined;
    if (found) return place(found);
    const known = gone.get(holder.id);
    if (known) return known;
    const node = { process: undefined, holds: [holder], root: undefined, isDetached: false, children: [] };
    gone.set(holder.id, node);
    roots.push(node);
    return node;
  }
}

function add(parent: Node, child: Node): void {
  parent.children.push(child);
  parent.children.sort((a, b) => byAge(a.process, b.process));
}
