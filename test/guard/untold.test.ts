import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectDead, isDead, itNeeds, temporaryDirectory, until } from "../support/index.js";
import { newId, SHELLS, startChild, startGuard, startScrubbed } from "./driver.js";

describe.each(SHELLS)("the guard under $name asks a tree of which it was told nothing", (shell) => {
  const it = itNeeds(shell.needs);

  for (const { first, told, asks } of [
    { first: "TERM", told: ["tree 500 TERM"], asks: "TERM" },
    { first: "USR1", told: ["tree 500 USR1"], asks: "USR1" },
    { first: "no word of it", told: ["leader 4000000 1 1", "tree 500 USR1"], asks: "TERM" },
    { first: "no word of it, for a group", told: ["group 4000000 4000001 1", "tree 500 USR1"], asks: "TERM" },
  ])
    it(`as its parent asked for its first: ${first}`, async () => {
      const folder = temporaryDirectory();
      const [up, asked] = [join(folder, "up"), join(folder, "asked")];
      const guard = startGuard(shell);
      const { leader } = startChild(
        guard,
        `for signal in TERM USR1; do trap "echo $signal > ${asked}; exit" $signal; done
        echo > ${up}; while :; do sleep 0.02; done`,
      );
      await until("the child to run", () => existsSync(up));
      guard.say(...told.map((line) => line.replace(" ", ` ${newId()} `)));
      guard.hangUp();
      await expectDead(leader);
      expect(readFileSync(asked, "latin1")).toBe(`${asks}\n`);
    });
});

describe.each(SHELLS)("the guard under $name, told of a leader and not of its tree", (shell) => {
  const it = itNeeds(shell.needs);

  /** Only the group of its leader proves the member: it has no cookie. */
  async function isMemberEnded(isTold: boolean): Promise<boolean> {
    const guard = startGuard(shell);
    const { lines, member } = await startScrubbed(guard);
    if (isTold) guard.say(lines[1] as string);
    guard.hangUp();
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    return isDead(member);
  }

  it("ends what is in its group", async () => {
    expect(await isMemberEnded(true)).toBe(true);
  });

  it("leaves that alone where it is told of neither", async () => {
    expect(await isMemberEnded(false)).toBe(false);
  });
});
