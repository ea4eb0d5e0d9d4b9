import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  childFixture,
  createReport,
  scaled,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { type Measurement, startMeasured } from "../support/measured.js";

const BEATS = 1_500;
const BYTES_PER_BEAT = "BEAT seq=1000\n".length;
const MEGABYTE = 2 ** 20;
/** It waits for some 2,000 beats, twice; how many of a second's come in a second is the machine's affair. */
const timeout = scaled(120_000);

type Child = Parameters<typeof startMeasured>[0]["children"][number];
const sleeper: Child = { command: "sleep", args: ["1000"], channel: "stdin" };

// Many children, so that what one beat too many costs is a lot; and one that reads, to count the beats by.
async function beatWithoutReader({ plain, child = sleeper }: { plain: boolean; child?: Child }) {
  const bystander = startBystander();
  const report = createReport();
  const heardBy = join(temporaryDirectory(), "heard");
  writeFileSync(heardBy, "");
  const reader: Child = { command: "sh", args: ["-c", `exec cat > '${heardBy}'`], channel: "stdin" };
  const children = [reader, ...Array.from({ length: child === sleeper ? 20 : 2 }, () => child)];
  const host = startMeasured({ plain, heartbeatInterval: 1, children }, { env: report.env });
  const measureOnce = async (what: string, condition: () => boolean) => {
    await until(what, condition, { timeout: 40_000, interval: 100 });
    return host.measure();
  };
  if (child !== sleeper) await report.message("blocking", { count: 2 });
  // The kernel takes about 280 beats; from then on one that is written has to wait in the parent.
  const heard = () => statSync(heardBy).size;
  const full = await measureOnce("a full pipe", () => heard() > 500 * BYTES_PER_BEAT);
  const enough = heard() + BEATS * BYTES_PER_BEAT;
  const later = await measureOnce(`${BEATS} more beats`, () => heard() > enough);
  bystander.expectAlive();
  return { later, report, growth: { heap: later.heap - full.heap, rss: later.rss - full.rss } };
}

/** Of those that do not read. */
function queuedBy({ queued }: Measurement): number[] {
  return queued.slice(1);
}

describe("the lifeline is the stdin of a program that never reads", () => {
  it("fills the parent's memory where beats are not skipped", { timeout }, async () => {
    const { later, growth } = await beatWithoutReader({ plain: true });
    for (const bytes of queuedBy(later)) expect(bytes).toBeGreaterThan((BEATS * BYTES_PER_BEAT) / 2);
    expect(growth.heap).toBeGreaterThan(3 * MEGABYTE);
  });

  it("leaves the parent's memory flat", { timeout }, async () => {
    const { later, growth } = await beatWithoutReader({ plain: false });
    for (const bytes of queuedBy(later)) expect(bytes).toBeLessThan(2 * BYTES_PER_BEAT);
    expect(growth.heap).toBeLessThan(MEGABYTE);
    expect(growth.rss).toBeLessThan(20 * MEGABYTE);
  });
});

describe("the child binds and then never reads again", () => {
  const blocked = childFixture({ block: 600_000 });

  it("leaves the parent's memory flat", { timeout }, async () => {
    const { later, report, growth } = await beatWithoutReader({ plain: false, child: blocked });
    expect(report.of("blocking")).toHaveLength(2);
    for (const bytes of queuedBy(later)) expect(bytes).toBeLessThan(2 * BYTES_PER_BEAT);
    expect(later.events.bound).toBe(2);
    expect(growth.heap).toBeLessThan(MEGABYTE);
  });
});
