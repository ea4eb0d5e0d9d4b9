import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { shortScript } from "../../packages/parent/short-script.js";
import { GUARD_SCRIPT } from "../../packages/parent/src/guard/script.js";
import {
  type ProcessIdentity,
  type Requirement,
  readProcess,
  requirement,
  type Started,
  start,
} from "../support/index.js";

export interface Shell {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Its resident memory at most, in kB. */
  readonly memory: number;
  readonly needs: Requirement;
}

/** Who may be `/bin/sh`. A bash called sh is a bash in POSIX mode. */
export const SHELLS: readonly Shell[] = [
  shell("dash", ["/bin/dash"], 2_560),
  shell("bash called sh", ["/bin/bash", "--posix"], 4_608),
  shell("busybox ash", ["/bin/busybox", "ash"], 2_560),
];

function shell(name: string, command: readonly [string, ...string[]], memory: number): Shell {
  const path = [command[0], command[0].replace("/bin/", "/usr/bin/")].find((each) => existsSync(each));
  const needs = requirement(path !== undefined, `${command[0]} is not installed`);
  return { name, command: [path ?? command[0], ...command.slice(1)], memory, needs };
}

export const newId = () => randomUUID().replaceAll("-", "");

/** A guard without a library around it: the test is its parent. */
export interface DrivenGuard extends Started {
  readonly root: string;
  say(...lines: string[]): void;
  /** EOF: the parent is gone. */
  hangUp(): void;
}

export function startGuard(
  { command: [sh, ...args] }: Shell,
  prefix: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): DrivenGuard {
  const root = `/${newId()}`;
  const [command, ...rest] = [
    ...prefix,
    sh,
    ...args,
    "-c",
    'eval "$LIFELINE_GUARD"',
    "lifeline-guard",
    String(process.pid),
  ];
  const guard = start(command as string, rest, {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    cwd: "/",
    detached: true,
    env: {
      ...env,
      LIFELINE_GUARD: shortScript(GUARD_SCRIPT),
      LIFELINE_GUARD_ROOT: root,
      LIFELINE_GUARD_SHELL: sh,
    },
  });
  const pipe = guard.process.stdio[3] as Writable;
  pipe.on("error", () => {}); // its exit is what tells
  return Object.assign(guard, {
    root,
    say: (...lines: string[]) => pipe.write(lines.map((line) => `${line}\n`).join("")),
    hangUp: () => pipe.destroy(),
  });
}

/** The lines that introduce a child of that guard, and the child. */
export function startChild(
  { root }: DrivenGuard,
  script: string,
  { grace = 5_000, hasOwnGroup = true } = {},
): { id: string; leader: ProcessIdentity; lines: string[] } {
  const id = newId();
  const { identity: leader } = start("bash", ["-c", script], {
    stdio: "ignore",
    detached: hasOwnGroup,
    env: { LIFELINE_TREE: `${root}/${id}` },
  });
  const lines = [
    `tree ${id} ${grace / 10} TERM`,
    `leader ${id} ${leader.pid} ${leader.start} ${Number(hasOwnGroup)}`,
  ];
  return { id, leader, lines };
}

/** Whether it has read all that it was told: nothing waits on our side, and it sleeps. */
export function isIdle({ process: { stdio }, pid }: DrivenGuard): boolean {
  return (stdio[3] as Writable).writableLength === 0 && readProcess(pid)?.state === "S";
}

/** The living children of a process, by command. */
export function childrenOf(parent: number): ProcessIdentity[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((stat) => stat !== undefined)
    .filter(({ ppid, state }) => ppid === parent && state !== "Z");
}

export function residentMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
}
