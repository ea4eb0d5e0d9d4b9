import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectEndedByGuard, guardOf, heardAll } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  registerForKilling,
  startBystander,
  startTree,
  temporaryDirectory,
  until,
} from "../support/index.js";

const GRACE_PERIOD = 400;
/**
 * When the leader has been reaped, the one that it had started starts another, the heir, and leaves the group: if it ended,
 * it could still be there as a zombie.
 */
const SUCCEED =
  "while [ -e /proc/$0 ]; do sleep 0.02; done; sleep 0.2; sleep 3600 & echo $! > $1; exec setsid sleep 1000";

/** Between the leader and the rest: that has no cookie, its leader is no more, and it is deaf. */
async function stopUntilTheHeirIsAlone(lifeline: { guard?: boolean } = {}) {
  const file = join(temporaryDirectory(), "heir");
  const script = `trap '' TERM; env -i bash -c '${SUCCEED}' $$ ${file} & trap - TERM; say $!; wait`;
  const { host } = await startTree(script, { lifeline: { gracePeriod: GRACE_PERIOD, ...lifeline } });
  host.send({ do: "stop", options: { gracePeriod: 60_000 } });
  await host.message("closed");
  const pid = Number(await until("the heir", () => existsSync(file) && readFileSync(file, "utf8").trim()));
  // It has no environment by which the clean-up could find it.
  const heir = registerForKilling(identify(pid));
  for (let count = 1, members: unknown[] = []; `${members}` !== `${[pid]}`; count++) {
    host.send({ do: "members" });
    members = (await host.message("members", { count })).members.map((each) => each.pid);
  }
  return { host, heir };
}

async function killAtLast({ host, heir }: Awaited<ReturnType<typeof stopUntilTheHeirIsAlone>>) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  await heardAll(await until("the guard", () => guardOf(host.pid)));
  const began = performance.now();
  host.kill("SIGKILL");
  await expectEndedByGuard(heir);
  // Its clock has ticks of 10 ms.
  expect(performance.now() - began).toBeGreaterThanOrEqual(GRACE_PERIOD - 10);
  bystander.expectAlive();
}

describe("the parent dies while stop() waits for a process that only its group proves", () => {
  it("is ended by the guard", async () => {
    await killAtLast(await stopUntilTheHeirIsAlone());
  });

  it("is ended by the guard's successor", async () => {
    const tree = await stopUntilTheHeirIsAlone();
    const guard = await until("the guard", () => guardOf(tree.host.pid));
    killByIdentity(guard, "SIGKILL");
    await expectDead(guard);
    await until("another", () => guardOf(tree.host.pid));
    await killAtLast(tree);
  });

  it("lives on without a guard", async () => {
    const { host, heir } = await stopUntilTheHeirIsAlone({ guard: false });
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(heir, GRACE_PERIOD + 300);
  });
});
