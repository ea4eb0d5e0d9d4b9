/** Missed beats that make a parent suspect, and those more that confirm it. */
const SUSPECT_AFTER = 3;
const CONFIRM_AFTER = 2;

/**
 * Counts missed heartbeats in the watcher's own ticks. A process that was stopped, suspended or busy gets one
 * late tick, not all that it slept through; so its own pause is never taken for its parent's.
 */
export class HeartbeatCount {
  #missed = 0;
  #lastBeatAt: number;
  #stalled = false;

  constructor(now: number) {
    this.#lastBeatAt = now;
  }

  get missed(): number {
    return Math.floor(this.#missed);
  }

  /** One tick of the watcher; `beats` is how many heartbeats are due in a tick. True: confirm, then {@link stall}. */
  tick(beats: number): boolean {
    this.#missed += beats;
    return !this.#stalled && this.#missed >= SUSPECT_AFTER + CONFIRM_AFTER;
  }

  /** Called after the socket was drained: false when a beat had been waiting in it, or a stall is known already. */
  stall(): boolean {
    if (this.#stalled || this.#missed < SUSPECT_AFTER + CONFIRM_AFTER) return false;
    this.#stalled = true;
    return true;
  }

  /** A beat has come. Returns for how long there was none, if that had been a stall. */
  beat(now: number): number | undefined {
    const stalledFor = this.#stalled ? now - this.#lastBeatAt : undefined;
    this.#missed = 0;
    this.#stalled = false;
    this.#lastBeatAt = now;
    return stalledFor;
  }
}
