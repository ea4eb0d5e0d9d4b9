import type { ChildProcess } from "node:child_process";
import type { Leader } from "./leader.ts";
import type { ProcessInfo, StopReport } from "./lifeline.ts";

/** A bound child holds its own deadline; ours comes after it. */
const BOUND_CHILD_MARGIN = 500;
/** How long a process may resist SIGKILL before it is reported as a survivor. */
const KILL_TIMEOUT = 2000;

/** One escalation: polite request, grace period, SIGKILL, and the report of what it took. */
export class Stop {
  readonly report: Promise<StopReport>;
  readonly #child: ChildProcess;
  readonly #leader: Leader;
  readonly #beganAt = performance.now();
  readonly #killed: ProcessInfo[] = [];
  #resolve!: (report: StopReport) => void;
  #timer: NodeJS.Timeout | undefined;
  #graceUntil = Number.POSITIVE_INFINITY;

  constructor(child: ChildProcess, leader: Leader) {
    this.#child = child;
    this.#leader = leader;
    this.report = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (leader.isRunning) child.once("exit", () => this.#finish([]));
    else this.#finish([]);
  }

  /**
   * Asks once; a further request can only bring the end forward. `ask` says STOP over the lifeline and returns true,
   * or returns false where there is nobody to hear it.
   */
  request(ask: () => boolean, signal: NodeJS.Signals, gracePeriod: number): void {
    const graceUntil = performance.now() + gracePeriod;
    if (graceUntil >= this.#graceUntil || !this.#leader.isRunning) return;
    const isFirst = this.#graceUntil === Number.POSITIVE_INFINITY;
    this.#graceUntil = graceUntil;
    const isAsked = ask();
    if (!isAsked && isFirst) {
      this.#leader.signal(signal);
      this.#leader.signal("SIGCONT"); // a stopped process hears it only then
    }
    const delay = gracePeriod + (isAsked ? BOUND_CHILD_MARGIN : 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#kill(), Math.min(delay, 2 ** 31 - 1));
  }

  #kill(): void {
    const process = this.#leader.describe();
    const outcome = this.#leader.signal("SIGKILL");
    if (outcome === "sent") this.#killed.push(process);
    const reason = outcome === "not-permitted" ? outcome : "uninterruptible";
    this.#timer = setTimeout(() => {
      this.#killed.length = 0;
      this.#finish([{ ...this.#leader.describe(), reason }], outcome === "sent");
    }, KILL_TIMEOUT);
  }

  #finish(survivors: StopReport["survivors"], isForced = this.#killed.length > 0): void {
    clearTimeout(this.#timer);
    this.#resolve({
      exitCode: this.#child.exitCode,
      signal: this.#child.signalCode,
      forced: isForced,
      killed: [...this.#killed],
      survivors,
      duration: performance.now() - this.#beganAt,
    });
  }
}
