import { readFileSync } from "node:fs";
import type { LifelineOptions } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { expectGuardGone, guardOf } from "../support/guards.js";
import { descendants, nodeFixture, scaled, start, startBystander } from "../support/index.js";

/** What V8 compiles and remembers of its own comes to rest after some 1,000 children: about 1.5 MB. */
const WARM_UP = 1_000;
/** Bytes of heap for each child that has gone: of a garbage collected heap it is never quite nothing. */
const PER_CHILD = 1_500;
/** In kB: what an allocator takes or gives back at a time. A variable of the guard is some 200 bytes. */
const PAGES = 100;

interface Held {
  files: number;
  heap: number;
}

interface Spec {
  /** The leak that must be seen. */
  hoard?: boolean;
  lifeline?: LifelineOptions;
}

/** What a parent, and its guard, hold after so many children that came and went, beyond what they held before. */
async function comeAndGo(count: number, spec: Spec) {
  const { command, args } = nodeFixture("many-children-host.mjs", spec);
  const host = start<{ held: Held }>(command, args);
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const hold = async (children: number, already: number) => {
    host.send(String(children));
    const held = await host.message("held", { count: already + 1, timeout: 120_000 });
    return { ...held, guard: residentMemory(guardOf(host.pid)?.pid ?? 0) };
  };
  const before = await hold(WARM_UP, 0);
  const after = await hold(count, 1);
  expect(descendants(host.pid)).toEqual([]);
  bystander.expectAlive();
  host.kill("SIGKILL");
  await expectGuardGone(host.pid);
  return { before, after, heapPerChild: (after.heap - before.heap) / count };
}

function residentMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
}

describe("children come and go", () => {
  const timeout = scaled(300_000);

  it("shows a parent that keeps a reference to each", { timeout }, async () => {
    const { heapPerChild } = await comeAndGo(300, { hoard: true });
    expect(heapPerChild).toBeGreaterThan(PER_CHILD);
  });

  // Another grace period than the usual, because the guard must know it as long as the tree lives.
  it("leaves nothing of 1,000 in the parent or in the guard", { timeout }, async () => {
    const { before, after, heapPerChild } = await comeAndGo(1_000, { lifeline: { gracePeriod: 300 } });
    expect(after.files).toBe(before.files);
    expect(heapPerChild).toBeLessThan(PER_CHILD);
    expect(after.guard - before.guard).toBeLessThan(PAGES);
  });
});
