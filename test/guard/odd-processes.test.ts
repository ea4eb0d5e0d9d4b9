import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  canLimit,
  createCgroup,
  expectDead,
  isDead,
  itNeeds,
  readProcess,
  registerForKilling,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { childrenOf, type DrivenGuard, newId, SHELLS, type Shell, startChild, startGuard } from "./driver.js";

/** How a guard looks: with grep, or, where none can be started, by itself. */
const WAYS = ["with its tools", "with nothing but the shell"] as const;
const python = requireTool("python3");

function startGuardThatLooks(way: (typeof WAYS)[number], shell: Shell): DrivenGuard & { limit(): void } {
  if (way === "with its tools") return Object.assign(startGuard(shell), { limit: () => {} });
  const cgroup = createCgroup("pids");
  return Object.assign(startGuard(shell, { cgroup }), { limit: () => cgroup.write("pids.max", 1) });
}

// At most 15 bytes count.
const NAMES = [
  "a b",
  "a) S 1 1 1 1",
  "line\nfeed",
  ") ",
  "\n\n\n",
  "* ? [a]",
  "$(kill 0)`'",
  "\u0081\u0088\u00e9",
];
/** What they are called before they have been renamed. */
const USUAL = ["bash", "env", "sleep"];

const BOTH = SHELLS.flatMap((shell) => WAYS.map((way) => ({ name: shell.name, way, shell })))
  // bash never uses them.
  .filter(({ name, way }) => !name.startsWith("bash") || way !== "with its tools");

describe.each(BOTH)("the guard under $name, $way", ({ shell, way }) => {
  const it = itNeeds(shell.needs, canLimit("pids"));
  const itInterprets = itNeeds(shell.needs, canLimit("pids"), python);

  it("ends processes of any name, by cookie and by group, and not those whom a name could mean", async () => {
    const guard = startGuardThatLooks(way, shell);
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    // It looks like the entry of another process, in its second line.
    const names = [...NAMES, `x\n${bystander.identity.pid} (y`];
    const trees = names.map((name) => {
      const scrubbed = `env -i ${quote(renamed("sleep", name))} 3600 & wait`;
      return startChild(guard, `exec ${quote(renamed("bash", name))} -c ${quote(scrubbed)}`);
    });
    const members = await until("all to run", () => {
      const found = trees.flatMap(({ leader }) => childrenOf(leader.pid));
      return (
        found.length === names.length &&
        found.every(({ pid }) => !USUAL.includes(readProcess(pid)?.command ?? "")) &&
        found
      );
    });
    for (const member of members) registerForKilling(member);
    guard.say(...trees.flatMap(({ lines }) => lines));
    guard.limit();
    guard.hangUp();
    await expectDead([...trees.map(({ leader }) => leader), ...members]);
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    bystander.expectAlive();
  });

  itInterprets("ends a process whose first thread has ended: it looks like a zombie, and lives", async () => {
    const guard = startGuardThatLooks(way, shell);
    const program = [
      "import ctypes, signal, threading, time",
      "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])",
      "threading.Thread(target=time.sleep, args=(3600,)).start()",
      "ctypes.CDLL(None).pthread_exit(None)",
    ].join("\n");
    const { leader, lines } = startChild(guard, `exec python3 -c '${program}'`, { grace: 300 });
    await until("its first thread to end", () => readProcess(leader.pid)?.state === "Z");
    guard.say(...lines);
    guard.limit();
    guard.hangUp();
    // Its entry goes when its last thread has ended and it is reaped.
    await until("its end", () => readProcess(leader.pid)?.start !== leader.start);
  });

  it("leaves alone who only speaks of a cookie", async () => {
    const guard = startGuardThatLooks(way, shell);
    const cookie = `${guard.root}/${newId()}`;
    const envs = [
      { OTHER_LIFELINE_TREEX: cookie },
      { LIFELINE_TREE: guard.root },
      { LIFELINE_TREE: `${guard.root}/` },
      { LIFELINE_TREE: `${guard.root}${newId()}` },
      { LIFELINE_TREE: `${guard.root}/${newId().slice(1)}` },
      { LIFELINE_TREE: `x${cookie}` },
      { LIFELINE_TREE: `/${newId()}${cookie}` },
      { LIFELINE_TREE: "" },
      { NOTE: `seen in LIFELINE_TREE ${cookie}` },
      { LIFELINE_GUARD_ROOT: guard.root },
      // Without a builtin that keeps NULs, and without grep, these cannot be told from the real one.
      ...(shell.name === "dash" && way !== "with its tools"
        ? []
        : [
            { OTHER_LIFELINE_TREE: cookie },
            { NOTE: `x\nLIFELINE_TREE=${cookie}` },
            { A: `LIFELINE_TREE=${cookie}` },
          ]),
    ];
    const innocents = envs.map(
      (env) => start("sleep", ["3600"], { env, detached: true, stdio: "ignore" }).identity,
    );
    const guilty = start("sleep", ["3600"], {
      env: { LIFELINE_TREE: cookie },
      detached: true,
      stdio: "ignore",
    });
    guard.limit();
    guard.hangUp();
    await expectDead(guilty.identity);
    await guard.exit;
    expect(innocents.map(isDead)).toEqual(envs.map(() => false));
  });
});

/** That program under another name. */
function renamed(program: string, name: string): string {
  const path = join(temporaryDirectory(), name);
  symlinkSync(execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim(), path);
  return path;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
