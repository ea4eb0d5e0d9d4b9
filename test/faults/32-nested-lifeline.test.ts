import { describe, expect, it } from "vitest";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import { expectAliveFor, isDead, killByIdentity } from "../support/index.js";
import { DEAF, type NestedSpec, startNested } from "../support/nested.js";
import { stopInItsSleep } from "../support/stopped.js";

describe("the outermost parent is killed", () => {
  async function killTheOutermost(given: NestedSpec) {
    const nest = await startNested(given);
    nest.host.kill("SIGKILL");
    await nest.host.exit;
    return nest;
  }

  it("leaks all without us", async () => {
    const { child, foreign, sibling } = await killTheOutermost({ plain: true });
    await expectAliveFor(foreign, 300);
    expect([child, sibling].filter(isDead)).toEqual([]);
  });

  it("ends all, each asked by its own parent", async () => {
    const { host, child, foreign, sibling, order, bystander } = await killTheOutermost({ plain: false });
    await expectEndedByGuard([child, foreign, sibling]);
    expect(order().slice(2)).toEqual(["hook", "asked", "inner-exit", "hook-done"]);
    await expectGuardGone(host.pid);
    await expectGuardGone(child.pid);
    bystander.expectAlive();
  });

  it("ends all when its grace period is over, also where the inner parent is stopped and its child deaf", async () => {
    const nest = await startNested({ foreign: DEAF, gracePeriod: 300 });
    await stopInItsSleep(nest.child);
    nest.host.kill("SIGKILL");
    await expectEndedByGuard([nest.child, nest.foreign, nest.sibling]);
    expect(nest.order()).not.toContain("hook");
    nest.bystander.expectAlive();
  });
});

describe("the inner parent ends", () => {
  async function killTheInner({ plain }: { plain: boolean }) {
    const nest = await startNested({ plain });
    killByIdentity(nest.child);
    await nest.host.message((each) => each.type === "exit" && each.index === 0);
    return nest;
  }

  it("leaks its child without us", async () => {
    const { foreign } = await killTheInner({ plain: true });
    await expectAliveFor(foreign, 300);
  });

  it("takes its own child with it, and nobody else", async () => {
    const { host, child, sibling, foreign, bystander } = await killTheInner({ plain: false });
    await expectEndedByGuard(foreign);
    await expectGuardGone(child.pid);
    await expectAliveFor(sibling, 300);
    expect(isDead(host.identity)).toBe(false);
    bystander.expectAlive();
  });

  it("is not what the end of its child is", async () => {
    const { report, child, foreign, order } = await startNested({ foreign: DEAF });
    killByIdentity(foreign);
    await report.message("inner-exit");
    await expectAliveFor(child, 300);
    expect(order()).not.toContain("hook");
  });
});
