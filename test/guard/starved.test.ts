import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  commandLine,
  isDead,
  itNeeds,
  killByIdentity,
  readProcess,
  registerForKilling,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { childrenOf, isIdle, SHELLS, startChild, startGuard } from "./driver.js";

/** That program takes longer than it takes the kernel, perhaps, to give out all pids once. */
function slow(program: "grep" | "sleep"): string {
  const folder = temporaryDirectory();
  const script = `/bin/sleep 0.7\nexec /bin/${program} "$@"`;
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, program), 0o755);
  return `${folder}:${process.env.PATH}`;
}

// Others use a grep and a sleep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash"))
  describe(`the guard under ${shell.name}, on a machine without time, and a process that only its group proves`, () => {
    const it = itNeeds(shell.needs);

    async function isEnded(program: "grep" | "sleep", leaderEnds: "before" | "when asked") {
      // The test lives, so it must not be its parent: that is waited for.
      const guard = startGuard(shell, { env: { PATH: slow(program) }, parent: 4_194_304 });
      await until("it to wait", () => isIdle(guard));
      const { leader, lines } = startChild(guard, "env -i sleep 3600 & wait");
      guard.say(...lines);
      const member = await until("it to be started", () =>
        childrenOf(leader.pid).find(({ pid }) => commandLine(pid).startsWith("sleep")),
      );
      registerForKilling(member);
      if (leaderEnds === "before") {
        killByIdentity(leader);
        await until("the leader to be reaped", () => readProcess(leader.pid) === undefined);
      }
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
