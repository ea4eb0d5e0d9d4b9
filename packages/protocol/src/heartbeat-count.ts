/** Missed beats that make a parent suspect, and those more that confirm it. */
const SUSPECT_AFTER = 3;
const CONFIRM_AFTER = 2;

export interface HeartbeatCount {
  /** One tick of the watcher; `beats` is how many heartbeats are due in a tick. True: confirm, then `stall()`. */
  tick(beats: number): boolean;
  /**
   * Called after the socket was drained. Returns how many beats are missing where this is a stall, which it is once;
   * undefined when one had been waiting in the socket, or the stall is known already.
   */
  stall(): number | undefined;
  /** A beat has come. Returns for how long there was none, if that had been a stall. */
  beat(now: number): number | undefined;
}

/**
 * Counts missed heartbeats in the watcher's own ticks. A process that was stopped, suspended or busy gets one
 * late tick, not all that it slept through; so its own pause is never taken for its parent's.
 */
export function countHeartbeats(begunAt: number): HeartbeatCount {
  let missed = 0;
  let lastBeatAt = begunAt;
  let isStalled = false;
  return {
    tick(beats) {
      missed += beats;
      return missed >= SUSPECT_AFTER + CONFIRM_AFTER;
    },
    stall() {
      if (isStalled || missed < SUSPECT_AFTER + CONFIRM_AFTER) return undefined;
      isStalled = true;
      return Math.floor(missed);
    },
    beat(now) {
      const stalledFor = isStalled ? now - lastBeatAt : undefined;
      missed = 0;
      isStalled = false;
      lastBeatAt = now;
      return stalledFor;
    },
  };
}
