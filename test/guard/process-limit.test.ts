import { readdirSync } from "node:fs";
import { describe, expect } from "vitest";
import {
  canLimit,
  commandLine,
  createCgroup,
  expectAliveFor,
  expectDead,
  isDead,
  itNeeds,
  registerForKilling,
  scaled,
  start,
  startBystander,
  until,
} from "../support/index.js";
import { childrenOf, isIdle, newId, SHELLS, startChild, startGuard } from "./driver.js";

const FOREVER = "sleep 3600";
/** Left the group; scrubbed its environment; a tree within; deaf to the polite request. */
const TREE = `${FOREVER} & setsid ${FOREVER} & env -i ${FOREVER} &
  LIFELINE_TREE=$LIFELINE_TREE/${newId()}/${newId()} setsid ${FOREVER} &
  ( trap '' TERM; exec setsid ${FOREVER} ) & wait`;
const grace = 300;

describe.each(SHELLS)("the guard under $name, when it cannot start a process", (shell) => {
  const it = itNeeds(shell.needs, canLimit("pids"));

  // With one, the second grep may run where the first cannot: half of an answer must not pass for a whole one.
  for (const free of [0, 1]) {
    it(`but ${free}: ends everything all the same, and nobody else`, async () => {
      const cgroup = createCgroup("pids");
      const guard = startGuard(shell, { cgroup });
      const bystander = startBystander({ command: "sleep", args: ["3600"] });
      const released = startChild(guard, `exec ${FOREVER}`);
      const { leader, lines } = startChild(guard, TREE, { grace });
      const untold = startChild(guard, `exec ${FOREVER}`);
      const members = await until("five to be started", () => {
        const found = childrenOf(leader.pid);
        return found.length === 5 && found.every(({ pid }) => commandLine(pid).startsWith("sleep")) && found;
      });
      for (const member of members) registerForKilling(member);
      guard.say(...lines, ...released.lines, `release ${released.id}`);
      await until("it to have read all", () => isIdle(guard));
      cgroup.write("pids.max", 1 + free);
      const began = performance.now();
      guard.hangUp();
      await expectDead([leader, untold.leader, ...members]);
      // A bash that tried to fork would need 15 s to notice that it cannot.
      expect(performance.now() - began).toBeLessThan(scaled(grace + 6_000));
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      expect(isDead(released.leader)).toBe(false);
      bystander.expectAlive();
    });
  }

  it("for a while: goes on trying, and does not run out of descriptors or room meanwhile", async () => {
    const cgroup = createCgroup("pids");
    const guard = startGuard(shell, { cgroup });
    for (let each = 0; each < 1_000; each++) guard.say(`tree ${newId()} 50 TERM`);
    const { leader, lines } = startChild(guard, `trap '' TERM; exec ${FOREVER}`, { grace: 700 });
    guard.say(...lines);
    await until("it to have read all", () => isIdle(guard));
    cgroup.write("pids.max", 1);
    guard.hangUp();
    await expectAliveFor(leader, 500);
    expect(readdirSync(`/proc/${guard.pid}/fd`).length).toBeLessThanOrEqual(12);
    expect(isDead(guard.identity)).toBe(false);
    cgroup.write("pids.max", "max");
    await expectDead(leader);
    expect(await guard.exit).toEqual({ code: 0, signal: null });
  });

  it("reads a large environment, of many lines, and that of another variable", async () => {
    const cgroup = createCgroup("pids");
    const guard = startGuard(shell, { cgroup });
    const cookie = `${guard.root}/${newId()}`;
    const big = {
      A: "a".repeat(50_000),
      B: "\n".repeat(20_000),
      LIFELINE_TREE: cookie,
      Z: `${"=\n/".repeat(5_000)}`,
    };
    const member = start("sleep", ["3600"], { env: big, detached: true, stdio: "ignore" });
    const reader = start("sleep", ["3600"], {
      env: { LIFELINE_TREEX: cookie },
      detached: true,
      stdio: "ignore",
    });
    cgroup.write("pids.max", 1);
    guard.hangUp();
    await expectDead(member.identity);
    await guard.exit;
    expect(isDead(reader.identity)).toBe(false);
  });
});
