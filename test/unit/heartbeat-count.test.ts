import { describe, expect, it } from "vitest";
import { countHeartbeats, type HeartbeatCount } from "../../packages/protocol/src/heartbeat-count.ts";
import { seeded } from "./random.js";

/** Ticks until it asks for confirmation; how many that took. */
function ticksUntilSuspect(count: HeartbeatCount, beatsPerTick: number): number {
  for (let ticks = 1; ticks <= 10_000; ticks++) if (count.tick(beatsPerTick)) return ticks;
  return Number.POSITIVE_INFINITY;
}

describe("the count of missed heartbeats", () => {
  it("asks for confirmation after five missed beats: three for suspicion, two more", () => {
    const count = countHeartbeats(0);
    const answers = [1, 2, 3, 4, 5].map(() => count.tick(1));
    expect(answers).toEqual([false, false, false, false, true]);
    expect(count.stall()).toBe(5);
  });

  it.each([
    [1, 5],
    [0.5, 10],
    [0.25, 20],
    [2, 3],
    [5, 1],
    [1_000, 1],
  ])("counts in beats, not in ticks: %d beats a tick make %d ticks", (beatsPerTick, ticks) => {
    expect(ticksUntilSuspect(countHeartbeats(0), beatsPerTick)).toBe(ticks);
  });

  it("never asks where no beat is due", () => {
    expect(ticksUntilSuspect(countHeartbeats(0), 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it("begins anew with each beat", () => {
    const count = countHeartbeats(0);
    for (let round = 1; round <= 100; round++) {
      for (let tick = 0; tick < 4; tick++) expect(count.tick(1)).toBe(false);
      expect(count.beat(round)).toBeUndefined();
    }
    expect(ticksUntilSuspect(count, 1)).toBe(5);
  });

  it("is no stall when a beat had been waiting in the socket", () => {
    const count = countHeartbeats(0);
    ticksUntilSuspect(count, 1);
    expect(count.beat(10)).toBeUndefined();
    expect(count.stall()).toBeUndefined();
  });

  it("is one stall, however long it lasts", () => {
    const count = countHeartbeats(0);
    ticksUntilSuspect(count, 1);
    expect(count.stall()).toBe(5);
    for (let tick = 0; tick < 100; tick++) {
      count.tick(1);
      expect(count.stall()).toBeUndefined();
    }
  });

  it("is no stall before it was counted", () => {
    const count = countHeartbeats(0);
    expect(count.stall()).toBeUndefined();
    count.tick(4.9);
    expect(count.stall()).toBeUndefined();
  });

  it("is told in whole beats", () => {
    const count = countHeartbeats(0);
    count.tick(6.9);
    expect(count.stall()).toBe(6);
  });

  it("knows at its end for how long there was no beat, and only then", () => {
    const count = countHeartbeats(1_000);
    expect(count.beat(1_500)).toBeUndefined();
    ticksUntilSuspect(count, 1);
    count.stall();
    expect(count.beat(9_500)).toBe(8_000);
    expect(count.beat(9_600)).toBeUndefined();
    // And the next one is counted from there.
    ticksUntilSuspect(count, 1);
    expect(count.stall()).toBe(5);
    expect(count.beat(10_000)).toBe(400);
  });

  it("of a parent that never sent a beat is counted from the start", () => {
    const count = countHeartbeats(100);
    ticksUntilSuspect(count, 1);
    count.stall();
    expect(count.beat(700)).toBe(600);
  });

  it("of a process that was stopped itself is one late tick, whatever the clock says", () => {
    const count = countHeartbeats(0);
    count.beat(1);
    expect(count.tick(1)).toBe(false);
    // An hour passes here.
    expect(count.beat(3_600_000)).toBeUndefined();
    expect(ticksUntilSuspect(count, 1)).toBe(5);
  });

  it("alternates between stall and recovery, whatever comes", () => {
    const random = seeded(5);
    const count = countHeartbeats(0);
    let stalled = false;
    let missed = 0;
    for (let now = 1; now < 20_000; now++) {
      if (random.integer(6) === 0) {
        expect(count.beat(now) !== undefined).toBe(stalled);
        stalled = false;
        missed = 0;
      } else {
        missed++;
        const suspected = count.tick(1);
        expect(suspected).toBe(missed >= 5);
        if (random.integer(2) === 0) {
          expect(count.stall()).toBe(!stalled && missed >= 5 ? missed : undefined);
          stalled = missed >= 5 || stalled;
        }
      }
    }
  });
});
