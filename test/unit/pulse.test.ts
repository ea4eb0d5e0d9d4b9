import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPulse } from "../../packages/child/src/pulse.ts";

/** When it probes, in ms from its start, within half a minute. */
function probes(probeInterval: number, beatInterval: number): number[] {
  const times: number[] = [];
  const began = performance.now();
  const pulse = createPulse(
    probeInterval,
    () => times.push(performance.now() - began),
    () => {},
  );
  pulse.start(beatInterval);
  vi.advanceTimersByTime(30_000);
  pulse.stop();
  return times;
}

describe("the timer of a binding", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([0, 1, 20, 300, 700, 999, 1000, 1001, 1500, 1999, 2000, 2001, 5000])(
    "probes each 2000 ms or somewhat sooner, never later, with heartbeats each %d ms",
    (beatInterval) => {
      const times = probes(2000, beatInterval);
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
      expect(times.length).toBeGreaterThan(10);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(2000);
      expect(Math.min(...gaps)).toBeGreaterThan(1000 - 1);
    },
  );

  it("never probes where that is turned off", () => {
    expect(probes(0, 100)).toEqual([]);
    expect(probes(0, 0)).toEqual([]);
  });
});
