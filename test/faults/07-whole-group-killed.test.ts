import { describe, expect, it } from "vitest";
import { expectEndedByGuard, expectGuardGone, guardOf } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  killGroupOf,
  type PairOptions,
  portIsFree,
  readProcess,
  runPair,
  startBystander,
  until,
} from "../support/index.js";

const SLEEP = { command: "sleep", args: ["3600"] };

/** P leads a group; C has a child that left C's group, and F a group of its own. `kill -9` to the group of P. */
async function killTheGroup({ plain, detached }: { plain: boolean; detached: boolean }) {
  const bystander = startBystander(SLEEP);
  const lifeline = { gracePeriod: 2_000 };
  const options: PairOptions = {
    plain,
    child: { port: true, spawns: [{ ...SLEEP, options: { detached: true } }] },
    spawn: { detached },
    lifeline,
    host: { detached: true },
  };
  const { host, child, port, report } = await runPair(options);
  const grandchild = identify((await report.message("grandchild")).child);
  host.send({
    do: "spawn",
    children: [{ ...SLEEP, options: { stdio: "ignore", detached: true }, lifeline }],
  });
  const { pids } = await host.message("spawned", { count: 2 });
  const foreign = identify(pids[0] as number);
  expect(readProcess(child.pid)?.pgid).toBe(detached ? child.pid : host.pid);
  const guard = guardOf(host.pid);
  const guardGroup = guard && readProcess(guard.pid)?.pgid;
  killGroupOf(host.identity);
  expect(await host.exit).toEqual({ code: null, signal: "SIGKILL" });
  return { host, child, port, report, grandchild, foreign, guard, guardGroup, bystander };
}

describe("P and everything in its group are killed together", () => {
  it("leaks what is not in that group, without us", async () => {
    const { child, port, grandchild, foreign } = await killTheGroup({ plain: true, detached: true });
    await expectAliveFor(child, 300);
    expect([grandchild, foreign].filter(isDead)).toEqual([]);
    expect(await portIsFree(port)).toBe(false);
  });

  it("ends C after its onShutdown, and F and G: neither they nor the guard are in that group", async () => {
    const killed = await killTheGroup({ plain: false, detached: true });
    expect(killed.guard).toBeDefined();
    expect(killed.guardGroup).toBe(killed.guard?.pid);
    expect(await killed.report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectEndedByGuard([killed.child, killed.grandchild, killed.foreign]);
    await until("the port to be free", () => portIsFree(killed.port));
    await expectGuardGone(killed.host.pid);
    killed.bystander.expectAlive();
  });
});

describe("C is in that group, and dies with it", () => {
  it("leaks the child of C that left the group, without us", async () => {
    const { child, grandchild } = await killTheGroup({ plain: true, detached: false });
    await expectDead(child);
    await expectAliveFor(grandchild, 300);
  });

  it("ends the child of C that left the group", async () => {
    const killed = await killTheGroup({ plain: false, detached: false });
    await expectEndedByGuard([killed.child, killed.grandchild, killed.foreign]);
    await until("the port to be free", () => portIsFree(killed.port));
    await expectGuardGone(killed.host.pid);
    killed.bystander.expectAlive();
  });
});
