import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectDead, itNeeds, temporaryDirectory, until } from "../support/index.js";
import { newId, SHELLS, startChild, startGuard } from "./driver.js";

describe.each(SHELLS)("the guard under $name asks a tree of which it was told nothing", (shell) => {
  const it = itNeeds(shell.needs);

  for (const usual of ["TERM", "USR1"])
    it(`as its parent asked for its first: ${usual}`, async () => {
      const folder = temporaryDirectory();
      const [up, asked] = [join(folder, "up"), join(folder, "asked")];
      const guard = startGuard(shell);
      const { leader } = startChild(
        guard,
        `for signal in TERM USR1; do trap "echo $signal > ${asked}; exit" $signal; done
        echo > ${up}; while :; do sleep 0.02; done`,
      );
      await until("the child to run", () => existsSync(up));
      guard.say(`tree ${newId()} 500 ${usual}`);
      guard.hangUp();
      await expectDead(leader);
      expect(readFileSync(asked, "latin1")).toBe(`${usual}\n`);
    });
});
