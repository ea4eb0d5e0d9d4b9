import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { nodeFixture, scaled, start, startBystander, tie, until } from "../support/index.js";
import { type Measurement, startMeasured } from "../support/measured.js";

/** How long a flood is looked at: a second and two of the rests that a flooding child is given, however late they end. */
const PERIOD = 1_500;

/** Of a core. No ratio: the naive parent wants all of one, and gets less where the child, which writes, gets little. */
const CHEAP = 0.3;

interface Flood {
  before: Measurement;
  after: Measurement;
  /** Of one core, as far as it could have it: beside others, who wants all of it gets less. */
  cpuShare: number;
}

/** The child binds by hand and then says one line again and again; null: nothing. */
async function flood(line: string | null, { plain = false } = {}): Promise<Flood> {
  const bystander = startBystander();
  const talk = line === null ? "exec sleep 1000" : `exec yes '${line}' >&3`;
  const bind = 'read hello <&3; echo "BOUND pid=$$" >&3';
  const children = [{ command: "sh", args: ["-c", `${bind}; ${talk}`] }];
  const host = startMeasured({ plain, heartbeatInterval: 100, children });
  await host.message(plain ? "spawned" : "bound");
  const before = await host.measure();
  await sleep(PERIOD);
  const after = await host.measure();
  expect(host.stderr).toBe("");
  bystander.expectAlive();
  return { before, after, cpuShare: after.cpu / (after.elapsed - after.waited) };
}

function counted({ before, after }: Flood, event: keyof Measurement["events"]): number {
  return (after.events[event] ?? 0) - (before.events[event] ?? 0);
}

/** What a child says last, behind a flood, before it ends: what the parent tells of that, sorted. */
async function endAfterFlood(spec: { lines: number; pause?: number }): Promise<string[]> {
  const { command, args } = nodeFixture("flooded-host.mjs", spec);
  const host = start<{ told: { events: string[] } }>(command, args);
  return (await host.message("told")).events;
}

describe("the child floods the parent", () => {
  let idle: Flood;

  it("keeps a parent busy that takes all of it", async () => {
    idle = await flood(null);
    const naive = await flood("STATUS x", { plain: true });
    expect(counted(naive, "status")).toBeGreaterThan(100_000);
    expect(naive.cpuShare).toBeGreaterThan(4 * idle.cpuShare);
  });

  function expectToBeCheap({ before, after, cpuShare }: Flood) {
    expect(cpuShare).toBeLessThan(CHEAP);
    expect(after.late).toBeLessThan(idle.after.late + scaled(20));
    expect(after.heap - before.heap).toBeLessThan(5 * 2 ** 20);
  }

  it("with STATUS lines: at most 100 a second are told, the event loop stays responsive", async () => {
    const flooded = await flood("STATUS x");
    expectToBeCheap(flooded);
    const seconds = Math.ceil(flooded.after.elapsed / 1_000);
    expect(counted(flooded, "status")).toBeLessThanOrEqual((seconds + 1) * 100);
    // Dropped, not cut off.
    expect(counted(flooded, "status")).toBeGreaterThanOrEqual(100);
    expect(flooded.after.events["protocol-error"]).toBeUndefined();
  });

  it("with what it may say in a second, all of it is told: 100 STATUS lines beside BOUND and READY", async () => {
    const words = `seq -f 'STATUS %g' 100`;
    const { lifeline } = tie("sh", [
      "-c",
      `read hello <&3; { echo BOUND; echo READY; ${words}; } >&3; sleep 9`,
    ]);
    const told: string[] = [];
    lifeline.on("status", (text) => told.push(text));
    await until("the last STATUS", () => told.at(-1) === "100");
    expect(told).toHaveLength(100);
  });

  it("with garbage: one protocol-error, the event loop stays responsive", async () => {
    const flooded = await flood("y");
    expectToBeCheap(flooded);
    expect(flooded.after.events["protocol-error"]).toBe(1);
  });

  it.each([
    ["READY", "ready"],
    ["STOPPING reason=signal", "stopping"],
  ] as const)("with %s: it is told once, the event loop stays responsive", async (line, event) => {
    const flooded = await flood(line);
    expect(flooded.after.events[event]).toBe(1);
    expectToBeCheap(flooded);
  });

  it("with verbs that nobody knows: the event loop stays responsive", async () => {
    expectToBeCheap(await flood("NEWS today=1"));
  });

  it("with BOUND and UNBOUND in turn: the event loop stays responsive", async () => {
    const flooded = await flood("BOUND pid=1\nUNBOUND");
    expectToBeCheap(flooded);
    expect(flooded.after.events.bound).toBeLessThanOrEqual(1_000);
  });

  it.each([{ lines: 10 }, { lines: 20_000 }, { lines: 20_000, pause: 300 }])(
    "and ends at once: neither READY nor close is lost: %o",
    async (spec) => {
      expect(await endAfterFlood(spec)).toEqual(["close", "closed", "exit", "ready"]);
    },
  );
});
