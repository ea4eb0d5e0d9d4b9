import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  expectDead,
  identify,
  isDead,
  itNeeds,
  registerForKilling,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { SHELLS, startChild, startGuard } from "./driver.js";

/** A `grep` that, when it has read, lets the one on its way out go on, and waits until it has left. */
function slowGrep(folder: string): string {
  const script = `
    found=$(/bin/grep "$@")
    [ -e '${folder}/read' ] || { : > '${folder}/read'; while [ ! -e '${folder}/left' ]; do sleep 0.01; done; }
    printf '%s\\n' "$found"`;
  writeFileSync(join(folder, "grep"), `#!/bin/sh${script}\n`);
  chmodSync(join(folder, "grep"), 0o755);
  return `${folder}:${process.env.PATH}`;
}

const untilThere = (path: string) => `while [ ! -e '${path}' ]; do sleep 0.01; done`;

// Others use a grep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash"))
  describe(`the guard under ${shell.name}, and a process that leaves the tree while the guard looks`, () => {
    const it = itNeeds(shell.needs);

    /** The process has a session of its own from the start; while grep's answer is on its way it drops the cookie, or not. */
    async function look(exec: string) {
      const folder = temporaryDirectory();
      const guard = startGuard(shell, { env: { PATH: slowGrep(folder) } });
      const last = `: > '${folder}/left'; exec sleep 3600`;
      const script = `echo $$ > '${folder}/pid.new'; mv '${folder}/pid.new' '${folder}/pid'; ${untilThere(`${folder}/read`)}; exec ${exec} sh -c "${last}"`;
      writeFileSync(join(folder, "script"), script);
      // The leader has ended, so that the turn of others comes with the first look.
      const { leader, lines } = startChild(guard, `setsid sh '${folder}/script' & exit`);
      guard.say(...lines);
      const pid = await until("the process", () => readPid(join(folder, "pid")));
      const leaver = registerForKilling(identify(pid));
      await expectDead([leader]);
      guard.hangUp();
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      return leaver;
    }

    it("ends one that stays", async () => {
      expect(isDead(await look("env"))).toBe(true);
    });

    it("spares one that has left", async () => {
      expect(isDead(await look("env -u LIFELINE_TREE"))).toBe(false);
    });
  });

function readPid(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
