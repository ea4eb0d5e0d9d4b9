import { describe, expect } from "vitest";
import { isDead, itNeeds, until } from "../support/index.js";
import { uptime } from "./clock.js";
import { endLeader, isIdle, pathWith, SHELLS, startGuard, startScrubbed } from "./driver.js";

/** That program takes longer than it takes the kernel, perhaps, to give out all pids once. */
const slow = (program: "grep" | "sleep") => pathWith(program, `/bin/sleep 0.7\nexec /bin/${program} "$@"`);

// Others use a grep and a sleep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash"))
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
