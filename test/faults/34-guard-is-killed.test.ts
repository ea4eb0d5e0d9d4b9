import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  commandLine,
  expectAliveFor,
  expectDead,
  killByIdentity,
  type ProcessIdentity,
  readProcess,
  startTree,
  until,
} from "../support/index.js";

const SCRIPT = `trap '' TERM; setsid sleep 3600 & say $!; wait`;

function guardOf(parent: number): Promise<ProcessIdentity> {
  return until("a guard", () =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readProcess(Number(name)))
      .find((stat) => stat?.ppid === parent && commandLine(stat.pid).includes(`lifeline-guard ${parent}`)),
  );
}

describe("the guard is killed", () => {
  for (const times of [1, 4]) {
    it(`${times} times: another takes over, and knows what the first did`, async () => {
      const { host, member } = await startTree(SCRIPT, { lifeline: { gracePeriod: 300 } });
      for (let killed = 0; killed < times; killed++) {
        const guard = await guardOf(host.pid);
        killByIdentity(guard, "SIGKILL");
        await expectDead(guard);
      }
      await guardOf(host.pid);
      // It is told everything in the turn in which it is started.
      host.send({ do: "inspect" });
      await host.message("inspected");
      host.kill("SIGKILL");
      await expectDead(member);
    });
  }

  it("five times: the parent gives up, and warns once", async () => {
    const { host, member } = await startTree(SCRIPT, { lifeline: { gracePeriod: 300 } });
    for (let killed = 0; killed < 5; killed++) {
      const guard = await guardOf(host.pid);
      killByIdentity(guard, "SIGKILL");
      await expectDead(guard);
    }
    await until("the warning", () => host.stderr.includes("LIFELINE_UNGUARDED"));
    expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(2);
    host.kill("SIGKILL");
    // The control of the tests above: without a guard this leaks.
    await host.exit;
    await expectAliveFor(member, 300);
  });
});
