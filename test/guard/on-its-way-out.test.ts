import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  expectDead,
  identify,
  isDead,
  itNeeds,
  type ProcessIdentity,
  registerForKilling,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { type DrivenGuard, pathWith, SHELLS, startChild, startGuard } from "./driver.js";

type Moment = "look" | "before" | "after";

/**
 * A `grep` that lets the one on its way out go on, and waits until it has left: when it has read everybody's environment, or
 * before or after it reads once more those that are about to be asked.
 */
function slowGrep(folder: string, moment: Moment): string {
  const isMoment = `[ ${moment === "look" ? "-n 1" : "$# -le 9"} ] && [ ! -e '${folder}/read' ]`;
  const wait = `! { ${isMoment}; } || { cp /proc/uptime '${folder}/read'; ${untilThere(`${folder}/left`)}; }`;
  const script = `
    ${moment === "before" ? wait : ":"}
    found=$(/bin/grep "$@")
    ${moment === "before" ? ":" : wait}
    printf '%s\\n' "$found"`;
  return pathWith("grep", script, folder);
}

const tellPid = (folder: string) => `echo $$ > '${folder}/pid.new'; mv '${folder}/pid.new' '${folder}/pid'`;
const untilThere = (path: string) => `while [ ! -e '${path}' ]; do sleep 0.01; done`;

// Others use a grep of their own, or none.
for (const shell of SHELLS.filter(({ name }) => name === "dash"))
  describe(`the guard under ${shell.name}, and a process that leaves the tree while the guard looks`, () => {
    const it = itNeeds(shell.needs);

    /** One that, at that moment of the guard's, becomes another program by `exec`. `begin`: words in front of its command. */
    async function leaveAt(moment: Moment, begin: string, exec: string, youngest: number) {
      const folder = temporaryDirectory();
      const guard = startGuard(shell, { env: { PATH: slowGrep(folder, moment) } });
      const last = `: > '${folder}/left'; exec sleep 3600`;
      const script = `${tellPid(folder)}; ${untilThere(`${folder}/read`)}; exec ${exec} sh -c "${last}"`;
      writeFileSync(join(folder, "script"), script);
      // The leader has ended, so that the turn of others comes with the first look.
      const { leader, lines } = startChild(guard, `${begin} sh '${folder}/script' & exit`);
      guard.say(...lines);
      const pid = await until("the process", () => readPid(join(folder, "pid")));
      const leaver = registerForKilling(identify(pid));
      await expectDead([leader]);
      await until("it to be so old", () => ageOf(leaver) > youngest);
      guard.hangUp();
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      expect(existsSync(join(folder, "left"))).toBe(true);
      return { leaver, folder };
    }

    /** The process has a session of its own from the start; while grep's answer is on its way it drops the cookie, or not. */
    async function look(exec: string, youngest: number): Promise<ProcessIdentity> {
      const { leaver, folder } = await leaveAt("look", "setsid", exec, youngest);
      // Older than that is not young any more; a machine under load takes its time.
      return ageOf(leaver, join(folder, "read")) < 480 ? leaver : look(exec, youngest);
    }

    for (const youngest of [0, 120]) {
      it(`ends one that stays, over ${youngest} ms old`, async () => {
        expect(isDead(await look("env", youngest))).toBe(true);
      });

      it(`spares one that has left, over ${youngest} ms old`, async () => {
        expect(isDead(await look("env -u LIFELINE_TREE", youngest))).toBe(false);
      });
    }

    /** The process is in the group of the leader, which has ended; it goes, with everything, right before it is asked, or stays. */
    async function askAgain(exec: string, moment: Moment, youngest: number): Promise<ProcessIdentity> {
      return (await leaveAt(moment, "", exec, youngest)).leaver;
    }

    for (const moment of ["before", "after"] as const)
      for (const youngest of [120, 600]) {
        const when = `${moment} it is read once more, over ${youngest} ms old`;

        it(`ends one that stays, ${when}`, async () => {
          expect(isDead(await askAgain("env", moment, youngest))).toBe(true);
        });

        it(`spares one that leaves, ${when}`, async () => {
          expect(isDead(await askAgain("setsid env -u LIFELINE_TREE", moment, youngest))).toBe(false);
        });
      }

    /** So large an environment takes the shell half a second to read, and the process leaves in the middle of that. */
    async function leaveWhileRead(): Promise<ProcessIdentity> {
      const folder = temporaryDirectory();
      const guard = startGuard(shell, { env: { PATH: process.env.PATH } });
      const go = join(folder, "go");
      spawnSync("mkfifo", [go]);
      const script = `${tellPid(folder)}; read line < '${go}'; exec env -u LIFELINE_TREE sleep 3600`;
      writeFileSync(join(folder, "script"), script);
      const large = "A=$bulk B=$bulk C=$bulk D=$bulk E=$bulk F=$bulk G=$bulk H=$bulk I=$bulk J=$bulk";
      const { leader, lines } = startChild(
        guard,
        `bulk=$(printf %0100000d 0)
        setsid env -i LIFELINE_TREE="$LIFELINE_TREE" PATH="$PATH" ${large} sh '${folder}/script' & exit`,
      );
      guard.say(...lines);
      const pid = await until("the process", () => readPid(join(folder, "pid")));
      const leaver = registerForKilling(identify(pid));
      await expectDead([leader]);
      await until("it to be so old", () => ageOf(leaver) > 120);
      guard.hangUp();
      await until("it to be read", () => reads(guard, pid) || isDead(leaver));
      // It was not young any more: on a machine under load.
      if (isDead(leaver)) return leaveWhileRead();
      writeFileSync(go, "\n");
      expect(await guard.exit).toEqual({ code: 0, signal: null });
      return leaver;
    }

    it("spares one that leaves while its environment is read", async () => {
      expect(isDead(await leaveWhileRead())).toBe(false);
    });
  });

function reads(guard: DrivenGuard, pid: number): boolean {
  try {
    return readlinkSync(`/proc/${guard.pid}/fd/0`) === `/proc/${pid}/environ`;
  } catch {
    return false;
  }
}

/** In ms; as the kernel counts, in ticks of 10. */
function ageOf({ start }: ProcessIdentity, uptime = "/proc/uptime"): number {
  return Number(readFileSync(uptime, "utf8").split(" ")[0]) * 1000 - Number(start) * 10;
}

function readPid(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
