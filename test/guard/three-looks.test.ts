import { describe, expect } from "vitest";
import { isDead, itNeeds, temporaryDirectory } from "../support/index.js";
import { pathWith, SHELLS, startChild, startGuard } from "./driver.js";

/** A `grep` that for so many looks sees nobody but the guard: as for a child that is in the middle of execve(2). */
function blindGrep(looks: number): string {
  const folder = temporaryDirectory();
  const script = `
    [ "$1" = -sh ] && exec /bin/grep "$@" # the process table
    echo >> '${folder}/looks'
    [ "$(wc -l < '${folder}/looks')" -gt ${looks} ] && exec /bin/grep "$@"
    for last; do :; done
    exec /bin/grep "$1" "$2" "$3" "$4" "$5" "$last"`;
  return pathWith("grep", script, folder);
}

// Others use a grep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash"))
  describe(`the guard under ${shell.name}, which nobody has told of a child that it does not see yet`, () => {
    const it = itNeeds(shell.needs);

    async function lookBlindly(looks: number) {
      const guard = startGuard(shell, { env: { PATH: blindGrep(looks) } });
      const { leader } = startChild(guard, "exec sleep 3600");
      guard.hangUp();
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      return leader;
    }

    it("leaks it when it has looked three times in vain", async () => {
      expect(isDead(await lookBlindly(3))).toBe(false);
    });

    it("ends it when it sees it at the third look", async () => {
      expect(isDead(await lookBlindly(2))).toBe(true);
    });
  });
