import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectDead, isDead, itNeeds, startBystander, temporaryDirectory, until } from "../support/index.js";
import { newId, pathWith, SHELLS, startGuard } from "./driver.js";

/**
 * A `grep` that shows this process as if it had begun a tick before, and counts how often it did; but not to who asks for a
 * few.
 */
function lyingGrep({ pid, start }: { pid: number; start: string }) {
  const folder = temporaryDirectory();
  const lies = join(folder, "lies");
  const script = `[ $# -gt 9 ] || exec /bin/grep "$@"; /bin/grep "$@" | sed '/^${pid} (/s/ ${start} / ${Number(start) - 1} /w ${lies}.'$$ && /bin/cat "${lies}.$$" >> "${lies}"`;
  const count = () => (existsSync(lies) ? readFileSync(lies, "latin1").split("\n").length : 0);
  return { env: { PATH: pathWith("grep", script, folder) }, count };
}

const sleeper = () => startBystander({ command: "sleep", args: ["3600"] }).identity;

describe.each(SHELLS)("the guard under $name, right before a signal", (shell) => {
  // Only a dash uses a grep that is not its own: others give no moment between two answers to lie in.
  const it = itNeeds(shell.needs);

  const gracePeriods = shell.name === "dash" ? [0, 60_000] : [];
  for (const grace of gracePeriods)
    for (const isReused of [false, true]) {
      const what = isReused ? "spares who got" : `${grace === 0 ? "kills" : "asks"} who kept`;
      it(`${what} the pid after the look, with ${grace} ms to go`, async () => {
        const found = sleeper();
        const grep = lyingGrep(found);
        const guard = startGuard(shell, isReused ? { env: grep.env } : {});
        const id = newId();
        guard.say(
          `tree ${id} ${grace / 10} TERM`,
          `leader ${id} ${found.pid} ${Number(found.start) - Number(isReused)} 1`,
        );
        guard.hangUp();
        if (!isReused) return await expectDead(found);
        await until("a few looks", () => grep.count() > 6 || isDead(found));
        expect(isDead(found)).toBe(false);
      });
    }

  for (const isElder of [false, true])
    it(`${isElder ? "spares" : "ends"} a leader ${isElder ? "older" : "younger"} than its parent`, async () => {
      const [first, second] = [sleeper(), await laterSleeper()];
      const [parent, leader] = isElder ? [second, first] : [first, second];
      const guard = startGuard(shell, { parent: parent.pid });
      const id = newId();
      guard.say(`tree ${id} 0 TERM`, `leader ${id} ${leader.pid} ${leader.start} 1`);
      guard.hangUp();
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      expect(isDead(leader)).toBe(!isElder);
    });
});

/** One that began in a later tick than all that are there. */
async function laterSleeper() {
  const before = sleeper();
  return until("a later tick", () => {
    const later = sleeper();
    return later.start !== before.start && later;
  });
}
