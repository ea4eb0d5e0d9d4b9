import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  canUnshare,
  commandLine,
  expectDead,
  identify,
  isDead,
  isRoot,
  itNeeds,
  readProcess,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { childrenOf, newId, SHELLS, type Shell, startChild, startGuard, traceKills } from "./driver.js";

const FOREVER = ["sleep", ["3600"]] as const;

type Traced = Parameters<typeof startGuard>[1] & { world?: readonly string[] };

const groupOf = (pid: number) => readProcess(pid)?.pgid;

/** A guard under strace. `signals()` ends it, and says to whom it sent what. */
function startTraced(shell: Shell, { world = [], ...options }: Traced = {}) {
  const record = join(temporaryDirectory(), "kills");
  const guard = startGuard(shell, { ...options, prefix: [...world, ...traceKills(record)] });
  return Object.assign(guard, {
    self: () =>
      until("the shell to run", () =>
        childrenOf(guard.pid).find(({ pid }) => commandLine(pid).includes("lifeline-guard")),
      ),
    async signals() {
      const pipe = guard.process.stdio[3] as NodeJS.WritableStream & { writableLength: number };
      await until("everything to be said", () => pipe.writableLength === 0);
      guard.hangUp();
      await guard.exit;
      return [...readFileSync(record, "latin1").matchAll(/kill\((-?\d+), (SIG\w+)\)/g)].map(
        ([, pid, signal]) => `${pid} ${signal}`,
      );
    },
  });
}

describe.each(SHELLS)("the guard under $name never signals", (shell) => {
  const it = itNeeds(shell.needs, requireTool("strace"));

  it("but for a line that is its parent's: the same trace, and it is not empty", async () => {
    const guard = startTraced(shell);
    const { leader, lines } = startChild(guard, "exec sleep 3600", { grace: 0 });
    guard.say(...lines);
    // Of a leader that began in the very tick of the look only the group is killed.
    expect((await guard.signals()).join(", ")).toMatch(new RegExp(`\\b${leader.pid} SIGKILL`));
    await expectDead(leader);
  });

  it("for a line that is malformed, or names whom it must not", async () => {
    const guard = startTraced(shell);
    const { pid, start: began } = startBystander({ command: "sleep", args: ["3600"] }).identity;
    const self = await guard.self();
    // One in a session of somebody else's, as whoever got a leader's pid in the very tick of the leader's start.
    const other = start(...FOREVER, { stdio: "ignore" }).identity;
    const sibling = start(...FOREVER, { stdio: "ignore" }).identity;
    // Each begins with a tree that is known, so that nothing but itself is in its way.
    const lines = [
      ...[
        0,
        1,
        -1,
        "",
        "x",
        "1e3",
        "0x1",
        `0${pid}`,
        `+${pid}`,
        `${pid};`,
        "99999999999",
        `-${pid}`,
        "*",
      ].map((bad) => (id: string) => `leader ${id} ${bad} ${began} 1`),
      ...["", "-", "-1", "x", "*", `${began}0`, `0${began}`, ` ${began} 1`].map(
        (bad) => (id: string) => `leader ${id} ${pid} ${bad} 1`,
      ),
      ...["", "2", "-1", "1 1", "$(kill -9 $PPID)"].map(
        (bad) => (id: string) => `leader ${id} ${pid} ${began} ${bad}`,
      ),
      // Without a group of its own nothing but its pid says that it is the guard. First, because of one pid that counts.
      (id: string) => `leader ${id} ${self.pid} ${self.start} 0`,
      (id: string) => `leader ${id} ${self.pid} ${self.start} 1`,
      (id: string) => `leader ${id} ${process.pid} ${identify(process.pid).start} 1`,
      (id: string) => `leader ${id} ${other.pid} ${other.start} 1`,
      (id: string) => `leader ${id.slice(1)} ${pid} ${began} 1`,
      (id: string) => `leader ${id}0 ${pid} ${began} 1`,
      (id: string) => `LEADER ${id} ${pid} ${began} 1`,
      (id: string) => `\tleader\t${id}\t${pid}\t${began}\t1`,
      (id: string) => `leader ${id.toUpperCase()} ${pid} ${began} 1`,
      ...[0, 1, -1, "", "x", `0${pid}`, "*", self.pid, process.pid].map(
        (bad) => (id: string) => `group ${id} ${bad} ${pid} ${began}`,
      ),
      ...["", 1, -1, "x", "*", "$(kill -9 $PPID)"].map(
        (bad) => (id: string) => `group ${id} ${pid} ${bad} ${began}`,
      ),
      ...["", "-", "x", "*", `${began}0`, `${began} ${pid}`, `${began} x ${began}`].map(
        (bad) => (id: string) => `group ${id} ${pid} ${other.pid} ${bad}`,
      ),
      (id: string) => `group ${id} ${pid} ${pid} ';kill\${IFS}-9\${IFS}${pid};'`,
      // The group of its parent, as that shows.
      (id: string) => `group ${id} ${groupOf(process.pid)} ${sibling.pid} ${sibling.start}`,
      (id: string) => `bound ${id} 1;kill -9 ${pid}`,
      ...["", 0, 1, -1, "x", "*", `0${pid}`, "$(kill -9 $PPID)"].map(
        (bad) => (id: string) => `leader ${id} ${other.pid} 1 0\nbound ${id} 1 ${bad} ${began}`,
      ),
      ...["", "x", "*", `;kill -9 ${pid}`].map((bad) => (id: string) => `bound ${id} 1 ${pid} ${bad}`),
      // Who is bound is only looked at.
      (id: string) => `bound ${id} 1 ${pid} ${began}`,
      (id: string) => `tree ${id} 0 TERM;kill -9 ${pid}`,
      (id: string) => `tree ${id} $(kill -9 ${pid}) TERM`,
      (id: string) => `release ${id} $(kill -9 ${pid})`,
      () => `closed \`kill -9 ${pid}\``,
      () => "tree '' 0 KILL",
      () => "tree",
      () => "* * * *",
      () => "leader  ",
      () => "",
      () => "\0\0\0",
      () => "kill",
    ];
    for (const line of lines) {
      const id = newId();
      guard.say(`tree ${id} 0 TERM`, line(id));
    }
    expect(await guard.signals()).toEqual([]);
    expect([identify(pid), other, sibling].map(isDead)).toEqual([false, false, false]);
  });

  it("for a megabyte without a line end, or a line that was cut", async () => {
    const { pid, start } = startBystander({ command: "sleep", args: ["3600"] }).identity;
    const ends = [
      "A".repeat(1_000_000),
      "leader ".repeat(10_000),
      (id: string) => `leader ${id} ${pid} ${start} 1`,
    ];
    for (const end of ends) {
      const guard = startTraced(shell);
      const id = newId();
      guard.say(`tree ${id} 0 TERM`);
      (guard.process.stdio[3] as NodeJS.WritableStream).write(typeof end === "string" ? end : end(id));
      expect(await guard.signals()).toEqual([]);
    }
    expect(isDead({ pid, start })).toBe(false);
  });

  // In a world of their own: a guard that got this wrong would end every tree of the machine.
  itNeeds(
    shell.needs,
    requireTool("strace"),
    isRoot,
    canUnshare,
  )("by a cookie that is empty", async () => {
    for (const root of ["", "/", `/${newId().slice(1)}`, `/${newId()}/`, newId(), "/*", `/${newId()}x`]) {
      const trees = [`${root}/${newId()}`, root, `/${newId()}/${newId()}`];
      const tempt = 'for tree in $TREES; do LIFELINE_TREE=$tree sleep 3600 & done; "$@"; exit';
      const world = [
        "unshare",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "bash",
        "-fc",
        tempt,
        "bash",
      ];
      const guard = startTraced(shell, {
        world,
        env: { LIFELINE_GUARD_ROOT: root, TREES: trees.join(" ") },
      });
      expect(await guard.signals()).toEqual([]);
    }
  });

  it("the group of its parent: not even if it is told that a leader of ours leads it", async () => {
    const family = start("bash", ["-c", "sleep 3600 & wait"], { detached: true, stdio: "ignore" }).identity;
    const [parent] = await until("its parent", () => {
      const found = childrenOf(family.pid);
      return found.length === 1 && found;
    });
    const guard = startTraced(shell, { parent: parent?.pid as number });
    const id = newId();
    guard.say(`tree ${id} 0 TERM`, `leader ${id} ${family.pid} ${family.start} 1`);
    expect(await guard.signals()).not.toContain(`-${family.pid} SIGKILL`);
    expect(readProcess(parent?.pid as number)?.pgid).toBe(family.pid);
  });
});
