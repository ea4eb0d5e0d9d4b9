import type { ProcessStat } from "@lifeline/system";

/** In ms: the unit in which Linux counts start times (USER_HZ is 100, see time(7)), and the guard everything. */
const TICK = 10;

/** What a guard that has not heard of any tree takes for the ending of each: `recall` in its script. */
export const USUAL_ENDING = "500 TERM";

/** So many of a group are told: any one of them proves it. */
const MOST_WITNESSES = 32;

/** How a tree is to end, in the guard's words. */
export function endingOf(gracePeriod: number, stopSignal: NodeJS.Signals): string {
  return `${Math.ceil(gracePeriod / TICK)} ${stopSignal.slice("SIG".length)}`;
}

type Verb = "tree" | "leader" | "bound" | "group";

/**
 * One tree as the guard knows it: what there is to know, and what of it the guard has heard. Facts, and no queue of lines,
 * so that a guard that does not read costs nothing, and another can be told everything again.
 */
export class GuardedTree {
  readonly id: string;
  readonly #changed: (tree: GuardedTree) => void;
  /** In the order in which they must be said. */
  readonly #facts = new Map<Verb, string>();
  readonly #heard = new Map<Verb, string>();
  #left: GuardedTree | undefined;
  #end: "closed" | "release" | undefined;

  constructor(id: string, ending: string, changed: (tree: GuardedTree) => void) {
    this.id = id;
    this.#changed = changed;
    this.#know("tree", ending);
  }

  hasLeader({ pid, pgid, start }: ProcessStat, isWhole: boolean): void {
    this.#know("leader", `${pid} ${start} ${Number(isWhole && pgid === pid)}`);
  }

  /** `by`: a process below the leader. */
  isBound(isBound: boolean, by?: ProcessStat): void {
    this.#know("bound", `${Number(isBound)}${by ? ` ${by.pid} ${by.start}` : ""}`);
  }

  /** The leader has ended; what it left behind is found by its cookie. */
  hasClosed(): void {
    this.#finish("closed");
  }

  /**
   * Who is left in the group of the leader that has ended, where only the group proves it: as that is seen right then, or as
   * a `stop()` finds it; nobody when it is over.
   * To the guard that is the same tree again, without a leader.
   */
  leaves(group: readonly ProcessStat[]): void {
    if (group.length === 0) {
      this.#left?.hasClosed();
      this.#left = undefined;
      return;
    }
    this.#left ??= new GuardedTree(this.id, this.ending, this.#changed);
    const witnesses = group.slice(0, MOST_WITNESSES).map(({ pid, start }) => ` ${pid} ${start}`);
    this.#left.#know("group", `${group[0]?.pgid}${witnesses.join("")}`);
  }

  isReleased(): void {
    this.#finish("release");
  }

  /** Whether a guard must never hear of it again. Of a released one it must: it would end it. */
  get isForgotten(): boolean {
    return this.#end === "closed";
  }

  /** Whether this guard has heard of it. */
  get isKnown(): boolean {
    return this.#heard.size > 0;
  }

  /** Grace period and stop signal. */
  get ending(): string {
    return this.#facts.get("tree") as string;
  }

  /** Whether there is more to know than how it ends: before the spawn there is not. */
  get hasStarted(): boolean {
    return this.#facts.size > 1;
  }

  /** There is another guard, which knows nothing. */
  forgetHeard(): void {
    this.#heard.clear();
  }

  /**
   * The lines that the guard has not heard. From now on it has.
   *
   * @param usual - the ending that the guard takes it to have: it reads a byte at a time, so it is told no more than it needs
   */
  news(usual: string): string {
    if (this.#end) return `${this.#end} ${this.id}\n`;
    let lines = "";
    for (const [verb, fact] of this.#facts) {
      if (this.#heard.get(verb) === fact || (verb === "tree" && fact === usual)) continue;
      this.#heard.set(verb, fact);
      lines += `${verb} ${this.id} ${fact}\n`;
    }
    return lines;
  }

  #know(verb: Verb, fact: string): void {
    this.#facts.set(verb, fact);
    if (this.#end === undefined) this.#changed(this);
  }

  #finish(end: "closed" | "release"): void {
    if (this.#end) return;
    this.#end = end;
    this.#changed(this);
  }
}
