import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectDead, isDead, itNeeds, start, temporaryDirectory } from "../support/index.js";
import { newId, SHELLS, startChild, startGuard } from "./driver.js";

/** A PATH on which there is only what busybox brings, as on Alpine. */
function busyboxPath(busybox: string): string {
  const directory = temporaryDirectory();
  for (const tool of ["grep", "sleep"]) symlinkSync(busybox, join(directory, tool));
  return directory;
}

const shell = SHELLS.find(({ name }) => name === "busybox ash") as (typeof SHELLS)[number];
const itNeedsBusybox = itNeeds(shell.needs);

describe("the guard with the tools of busybox", () => {
  async function endTheTree(environment: (cookie: string) => NodeJS.ProcessEnv) {
    const guard = startGuard(shell, { env: { PATH: busyboxPath(shell.command[0]) } });
    const { leader, lines } = startChild(guard, "sleep 3600 & setsid sleep 3600 & wait");
    const env = environment(`LIFELINE_TREE=${guard.root}/${newId()}`);
    const other = start("sleep", ["3600"], { detached: true, stdio: "ignore", env });
    guard.say(...lines);
    guard.hangUp();
    await expectDead(leader);
    await guard.exit;
    return other.identity;
  }

  itNeedsBusybox("ends who carries the cookie", async () => {
    const carrier = await endTheTree((entry) => ({ LIFELINE_TREE: entry.slice("LIFELINE_TREE=".length) }));
    expect(isDead(carrier)).toBe(true);
  });

  itNeedsBusybox("spares who has it on a line of another entry", async () => {
    const bystander = await endTheTree((entry) => ({ NOTE: `an environment:\n${entry}` }));
    expect(isDead(bystander)).toBe(false);
  });
});
