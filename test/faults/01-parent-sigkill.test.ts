import { describe, expect, it } from "vitest";
import {
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  nodeFixture,
  type PairOptions,
  portIsFree,
  runPair,
  startBystander,
  until,
} from "../support/index.js";

const rounds = 10;

async function killTheParent(options: PairOptions) {
  const bystander = startBystander();
  const pair = await runPair({ ...options, child: { ...options.child, port: true } });
  pair.host.kill("SIGKILL");
  expect(await pair.host.exit).toEqual({ code: null, signal: "SIGKILL" });
  return { ...pair, bystander };
}

async function expectHookThenDeath(options: PairOptions) {
  const { child, port, report, bystander } = await killTheParent(options);
  expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
  await expectDead(child);
  await until("the port to be free", () => portIsFree(port));
  expect(report.of("shutdown")).toHaveLength(1);
  expect(report.of("hook-done")).toHaveLength(1);
  bystander.expectAlive();
}

describe("P is SIGKILLed, C is silent", () => {
  it("leaks C without a lifeline", async () => {
    const { child, port } = await killTheParent({ plain: true });
    await expectAliveFor(child, 500);
    expect(await portIsFree(port)).toBe(false);
  });

  it(`ends C after its onShutdown, in ${rounds} rounds of ${rounds}`, async () => {
    for (let round = 0; round < rounds; round++) await expectHookThenDeath({ plain: false });
  });
});

describe("P is SIGKILLed, C logs to P's pipe in every turn", () => {
  it("loses the hook of a C that waits for EOF alone, sooner or later: it dies of its own log line", async () => {
    const program = nodeFixture("impatient-child.mjs", { chatty: true });
    for (let round = 0; round < 40; round++) {
      const { child, report } = await killTheParent({ program });
      await expectDead(child);
      if (report.of("hook").length === 0) return;
    }
    expect.unreachable("The hook ran in 40 rounds of 40");
  });

  it(`ends C after its onShutdown, in ${rounds} rounds of ${rounds}`, async () => {
    for (let round = 0; round < rounds; round++) await expectHookThenDeath({ child: { chatty: true } });
  });
});

describe("P is SIGKILLed, F and G know nothing of lifelines", () => {
  async function killTheParentOfF({ plain }: { plain: boolean }) {
    const bystander = startBystander({ command: "sleep", args: ["1000"] });
    const sleep = { command: "sleep", args: ["1000"] };
    const lifeline = { gracePeriod: 1_000 };
    const pair = await runPair({ plain, child: { spawns: [sleep] }, lifeline });
    const grandchild = identify((await pair.report.message("grandchild")).child);
    pair.host.send({ do: "spawn", children: [{ ...sleep, lifeline }] });
    const { pids } = await pair.host.message("spawned", { count: 2 });
    const foreign = identify(pids[0] ?? 0);
    pair.host.kill("SIGKILL");
    await pair.host.exit;
    return { foreign, grandchild, bystander };
  }

  it("leaks F and G without a lifeline", async () => {
    const { foreign, grandchild } = await killTheParentOfF({ plain: true });
    await expectAliveFor(foreign, 500);
    expect(isDead(grandchild)).toBe(false);
  });

  it("ends F and G", async () => {
    const { foreign, grandchild, bystander } = await killTheParentOfF({ plain: false });
    await expectDead([foreign, grandchild]);
    bystander.expectAlive();
  });
});
