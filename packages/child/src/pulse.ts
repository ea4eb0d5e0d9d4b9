import { HeartbeatCount } from "@lifeline/protocol";

/** The one timer of a binding: the liveness probe, and the ticks in which missed heartbeats are counted. */
export class Pulse {
  readonly #probeInterval: number;
  readonly #probe: () => void;
  readonly #stalled: (missed: number) => void;
  #count: HeartbeatCount | undefined;
  #beatInterval = 0;
  #timer: NodeJS.Timeout | undefined;
  #sinceProbe = 0;

  constructor(probeInterval: number, probe: () => void, stalled: (missed: number) => void) {
    this.#probeInterval = probeInterval;
    this.#probe = probe;
    this.#stalled = stalled;
  }

  start(): void {
    this.stop();
    const periods = [this.#probeInterval, this.#beatInterval].filter(Boolean);
    const period = Math.min(...periods);
    if (periods.length > 0) this.#timer = setInterval(() => this.#tick(period), period).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** From now on a heartbeat is due each `interval` ms; 0: none ever is. */
  expectBeats(interval: number): void {
    this.#beatInterval = interval;
    this.#count = interval > 0 ? new HeartbeatCount(performance.now()) : undefined;
    this.start();
  }

  /** Returns for how long there was no beat, if that had been a stall. */
  beat(): number | undefined {
    return this.#count?.beat(performance.now());
  }

  #tick(period: number): void {
    const count = this.#count;
    // After two turns the socket has been polled: a beat that waited in it has been counted by then.
    if (count?.tick(period / this.#beatInterval)) {
      setImmediate(() => setImmediate(() => count.stall() && this.#stalled(count.missed)));
    }
    this.#sinceProbe += period;
    if (this.#probeInterval === 0 || this.#sinceProbe < this.#probeInterval) return;
    this.#sinceProbe = 0;
    this.#probe();
  }
}
