import { countHeartbeats } from "@lifeline/protocol";

/** The one timer of a binding: the liveness probe, and the ticks in which missed heartbeats are counted. */
export interface Pulse {
  /** From now on a heartbeat is due each `beatInterval` ms; 0: none ever is. */
  start(beatInterval: number): void;
  stop(): void;
  /** Returns for how long there was no beat, if that had been a stall. */
  beat(): number | undefined;
}

export function createPulse(
  probeInterval: number,
  probe: () => void,
  stalled: (missed: number) => void,
): Pulse {
  let timer: NodeJS.Timeout | undefined;
  let count = countHeartbeats(0);
  let sinceProbe = 0;

  const confirm = () => {
    const missed = count.stall();
    if (missed) stalled(missed);
  };

  const tick = (period: number, beatInterval: number) => {
    if (beatInterval && count.tick(period / beatInterval)) afterPoll(confirm);
    sinceProbe += period;
    // The last tick that is not too late.
    if (!probeInterval || sinceProbe + period <= probeInterval) return;
    sinceProbe = 0;
    probe();
  };

  const stop = () => clearInterval(timer);

  return {
    start(beatInterval) {
      stop();
      count = countHeartbeats(performance.now());
      const period = Math.min(probeInterval || beatInterval, beatInterval || probeInterval);
      if (period) timer = setInterval(tick, period, period, beatInterval).unref();
    },
    stop,
    beat: () => count.beat(performance.now()),
  };
}

/** Two turns later, when every socket has been polled: what waited in one has been read by then. */
export const afterPoll = (then: () => void): unknown => setImmediate(() => setImmediate(then));
