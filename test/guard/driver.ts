import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { shortScript } from "../../packages/parent/short-script.js";
import { GUARD_SCRIPT } from "../../packages/parent/src/guard/script.js";
import {
  type Cgroup,
  commandLine,
  killByIdentity,
  type ProcessIdentity,
  type Requirement,
  readProcess,
  registerForKilling,
  requirement,
  type Started,
  start,
  temporaryDirectory,
  until,
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

interface DriverOptions {
  /** Words in front of its command. */
  prefix?: readonly string[];
  env?: NodeJS.ProcessEnv;
  cgroup?: Cgroup;
  /** Whose guard it takes itself for. Default: the test's. */
  parent?: number;
}

export function startGuard(
  { command: [sh, ...args] }: Shell,
  { prefix = [], env = {}, cgroup, parent = process.pid }: DriverOptions = {},
): DrivenGuard {
  const root = `/${newId()}`;
  const [first, ...words] = [...prefix, sh, ...args, "-c", 'eval "$LIFELINE_GUARD"', "lifeline-guard"];
  const plain = { command: first as string, args: [...words, `${parent}`] };
  const { command, args: rest } = cgroup?.holding(plain) ?? plain;
  const guard = start(command, rest, {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    cwd: "/",
    detached: true,
    env: { LC_ALL: "C", LIFELINE_GUARD: shortScript(GUARD_SCRIPT), LIFELINE_GUARD_ROOT: root, ...env },
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

/** A child whose member has scrubbed its environment: only the leader's group proves it. */
export async function startScrubbed(guard: DrivenGuard) {
  const child = startChild(guard, "env -i sleep 3600 & wait");
  const member = await until("it to be started", () =>
    childrenOf(child.leader.pid).find(({ pid }) => commandLine(pid).startsWith("sleep")),
  );
  return { ...child, member: registerForKilling(member) };
}

export async function endLeader(leader: ProcessIdentity): Promise<void> {
  killByIdentity(leader);
  await until("the leader to be reaped", () => readProcess(leader.pid) === undefined);
}

/** Programs that stand in for others, each a script. */
export function folderWith(programs: Record<string, string>, folder = temporaryDirectory()): string {
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** A `PATH` on which this script comes first under that name. */
export function pathWith(name: string, script: string, folder?: string): string {
  return `${folderWith({ [name]: script }, folder)}:${process.env.PATH}`;
}

/** Whether it has read all that it was told: nothing waits on our side, and it sleeps. */
export function isIdle({ process: { stdio }, pid }: DrivenGuard): boolean {
  const sleeps = () => readProcess(pid)?.state === "S";
  // It sleeps also while it waits for a grep, and what stands in front of it for others.
  return (stdio[3] as Writable).writableLength === 0 && sleeps() && childrenOf(pid).length === 0 && sleeps();
}

/** In front of a guard's command: records every signal that it sends. */
export function traceKills(record: string): string[] {
  return ["strace", "-f", "--seccomp-bpf", "-o", record, "-e", "trace=kill,tkill,tgkill"];
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
