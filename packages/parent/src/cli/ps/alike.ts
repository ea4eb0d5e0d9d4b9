import { commandOf } from "./describe.ts";
import type { Node } from "./forest.ts";

/** So many siblings that look alike are drawn as one. */
const ALIKE = 4;

/** Each look has a number: as text it would hold all that is below it, and be longer with each level. */
export class Looks {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<Node, number>();

  /** Siblings that look alike, with all below them, side by side; few of them each by itself. */
  group(children: readonly Node[]): Node[][] {
    const groups = new Map<number, Node[]>();
    for (const child of children) {
      const look = this.#of(child);
      const group = groups.get(look);
      if (group) group.push(child);
      else groups.set(look, [child]);
    }
    return [...groups.values()].flatMap((group) =>
      group.length < ALIKE ? group.map((each) => [each]) : [group],
    );
  }

  #of(node: Node): number {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const look = this.#describe(node);
    const number = this.#numbers.get(look) ?? this.#numbers.size;
    this.#numbers.set(look, number);
    this.#known.set(node, number);
    return number;
  }

  #describe({ process, holds, isDetached, children }: Node): string {
    // What holds lifelines is nobody else's twin.
    if (process === undefined || holds.length > 0) return `holder ${process?.pid}`;
    const below = children.map((child) => this.#of(child));
    return JSON.stringify([commandOf(process), process.state === "T", isDetached, below]);
  }
}
