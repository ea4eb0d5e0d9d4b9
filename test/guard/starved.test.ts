import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  commandLine,
  expectAliveFor,
  expectDead,
  isDead,
  itNeeds,
  killByIdentity,
  registerForKilling,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { uptime } from "./clock.js";
import {
  childrenOf,
  endLeader,
  isIdle,
  pathWith,
  SHELLS,
  startChild,
  startGuard,
  startScrubbed,
} from "./driver.js";

/** That program takes longer than it takes the kernel, perhaps, to give out all pids once. */
const slow = (program: "grep" | "sleep") => pathWith(program, `/bin/sleep 0.7\nexec /bin/${program} "$@"`);

// Others use a grep and a sleep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash")) {
  describe(`the guard under ${shell.name}, on a machine without time, and a process that only its group proves`, () => {
    const it = itNeeds(shell.needs);

    async function isEnded(program: "grep" | "sleep", leaderEnds: "before" | "when asked") {
      // The test lives, so it must not be its parent: that is waited for.
      const guard = startGuard(shell, { env: { PATH: slow(program) }, parent: 4_194_304 });
      await until("it to wait", () => isIdle(guard));
      const { leader, lines, member } = await startScrubbed(guard);
      // One that began in the tick of a look is for the next one, and then its leader is gone.
      await until("it to be older than a tick", () => uptime() > 10 * Number(member.start));
      guard.say(...lines);
      if (leaderEnds === "before") await endLeader(leader);
      guard.hangUp();
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      return isDead(member);
    }

    it("ends it, though it was too young to be asked when it was seen with its leader", async () => {
      expect(await isEnded("sleep", "when asked")).toBe(true);
    });

    it("ends it, though its leader ends between two looks", async () => {
      expect(await isEnded("grep", "when asked")).toBe(true);
    });

    it("leaves it alone when it has never seen it with its leader", async () => {
      expect(await isEnded("grep", "before")).toBe(false);
    });
  });

  describe(`the guard under ${shell.name}, with a first look that takes long`, () => {
    const it = itNeeds(shell.needs);

    it("gives the leader its second from when it saw that who is bound below had ended", async () => {
      const folder = temporaryDirectory();
      const [begun, hasEnded] = [join(folder, "begun"), join(folder, "ended")];
      const grep = `echo > ${begun}; until [ -e ${hasEnded} ]; do /bin/sleep 0.02; done; exec /bin/grep "$@"`;
      const guard = startGuard(shell, { env: { PATH: pathWith("grep", grep) } });
      const { id, leader, lines } = startChild(guard, "sleep 3600 & while :; do sleep 0.02; done");
      const binder = await until("it to run", () =>
        childrenOf(leader.pid).find(({ pid }) => commandLine(pid) === "sleep 3600"),
      );
      guard.say(...lines, `bound ${id} 1 ${binder.pid} ${binder.start}`);
      guard.hangUp();
      await until("the look to begin", () => existsSync(begun));
      await expectAliveFor(leader, 500);
      killByIdentity(registerForKilling(binder));
      writeFileSync(hasEnded, "");
      const ended = performance.now();
      await expectDead(leader);
      // The guard's clock has ticks of 10 ms.
      expect(performance.now() - ended).toBeGreaterThanOrEqual(990);
    });
  });
}
