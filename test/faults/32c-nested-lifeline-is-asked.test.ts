import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import { isDead, killByIdentity } from "../support/index.js";
import { DEAF, type NestedSpec, startNested } from "../support/nested.js";
import { stopInItsSleep } from "../support/stopped.js";

describe("stop() of the outer lifeline", () => {
  async function stopTheOuter(given: NestedSpec) {
    const nest = await startNested(given);
    nest.host.send({ do: "stop" });
    const { report: stopped } = await nest.host.message("stopped");
    expect([nest.child, nest.foreign].filter((each) => !isDead(each))).toEqual([]);
    expect(isDead(nest.sibling)).toBe(false);
    nest.bystander.expectAlive();
    return { ...nest, stopped };
  }

  it("asks C, and C asks F", async () => {
    const { order, stopped } = await stopTheOuter({ nested: true });
    expect(order().slice(2)).toEqual(["hook", "asked", "inner-exit", "hook-done"]);
    expect(stopped).toMatchObject({ exitCode: 0, forced: false, killed: [], survivors: [] });
  });

  it("asks C, and then F itself, where no lifeline stands between", async () => {
    const { order, stopped } = await stopTheOuter({ nested: false });
    expect(order().slice(2)).toEqual(["hook", "hook-done", "asked"]);
    expect(stopped).toMatchObject({ exitCode: 0, forced: false, killed: [], survivors: [] });
  });

  it("leaves F to C until the grace period is over, and then kills it", async () => {
    const nest = await startNested({ foreign: DEAF, gracePeriod: 300 });
    await stopInItsSleep(nest.child);
    nest.host.send({ do: "stop" });
    const { report: stopped } = await nest.host.message("stopped");
    expect(nest.order()).not.toContain("asked");
    const killed = stopped.killed.map(({ pid }) => pid);
    expect(killed).toEqual(expect.arrayContaining([nest.child.pid, nest.foreign.pid]));
    expect(stopped).toMatchObject({ signal: "SIGKILL", forced: true, survivors: [] });
    expect(isDead(nest.foreign)).toBe(true);
  });
});

describe("the child of an inner parent that has ended, once asked by the guard of that one", () => {
  async function endTheInner() {
    const nest = await startNested({ foreign: DEAF, gracePeriod: 1_000 });
    killByIdentity(nest.child);
    await nest.report.message("asked");
    return { ...nest, asked: () => nest.report.of("asked").length };
  }

  it("is not asked once more by the outer stop(), which kills it when its own grace period is over", async () => {
    const { host, foreign, asked } = await endTheInner();
    host.send({ do: "stop" });
    expect((await host.message("stopped")).report).toMatchObject({ forced: true, survivors: [] });
    expect(isDead(foreign)).toBe(true);
    expect(asked()).toBe(1);
  });

  it("is not asked once more by the outer guard", async () => {
    const { host, foreign, asked } = await endTheInner();
    host.kill("SIGKILL");
    await expectEndedByGuard(foreign);
    expect(asked()).toBe(1);
  });
});
