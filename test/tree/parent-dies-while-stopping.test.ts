import { describe, expect, it } from "vitest";
import { expectEndedByGuard, guardOf } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  type Host,
  identify,
  killByIdentity,
  startBystander,
  startTree,
  until,
} from "../support/index.js";

const GRACE_PERIOD = 400;
const SCRIPT = `trap '' TERM; env -i sleep 3600 & say $!; trap - TERM; wait`;

/** Between the leader and the rest: that has no cookie, its leader is no more, and it is deaf. */
async function stopUntilTheLeaderHasEnded(lifeline: { guard?: boolean } = {}) {
  const tree = await startTree(SCRIPT, { lifeline: { gracePeriod: GRACE_PERIOD, ...lifeline } });
  const leader = identify(tree.leader);
  tree.host.send({ do: "stop", options: { gracePeriod: 60_000 } });
  await tree.host.message("closed");
  expect(await membersOf(tree.host)).toEqual([tree.member.pid]);
  await expectDead(leader);
  return tree;
}

async function membersOf(host: Host) {
  host.send({ do: "members" });
  return (await host.message("members")).members.map(({ pid }) => pid);
}

async function killAtLast({ host, member }: Awaited<ReturnType<typeof stopUntilTheLeaderHasEnded>>) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const began = performance.now();
  host.kill("SIGKILL");
  await expectEndedByGuard(member);
  // Its clock has ticks of 10 ms.
  expect(performance.now() - began).toBeGreaterThanOrEqual(GRACE_PERIOD - 10);
  bystander.expectAlive();
}

describe("the parent dies while stop() waits for a process that only its group proves", () => {
  it("is ended by the guard", async () => {
    await killAtLast(await stopUntilTheLeaderHasEnded());
  });

  it("is ended by the guard's successor", async () => {
    const tree = await stopUntilTheLeaderHasEnded();
    const guard = await until("the guard", () => guardOf(tree.host.pid));
    killByIdentity(guard, "SIGKILL");
    await expectDead(guard);
    await until("another", () => guardOf(tree.host.pid));
    await killAtLast(tree);
  });

  it("lives on without a guard", async () => {
    const { host, member } = await stopUntilTheLeaderHasEnded({ guard: false });
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(member, GRACE_PERIOD + 300);
  });
});
