import type { ForkOptions, IOType, SpawnOptions, StdioOptions } from "node:child_process";
import { isatty } from "node:tty";
import { invalidArgValue, outOfRange } from "@lifeline/system";
import { lifelineEnv } from "./environment.ts";

/** Who spawns: each merges `stdio` and `env` in its own way. */
export type Spawner = "spawn" | "fork" | "execa";

export interface LifelineSlot {
  readonly id: string;
  /** The value of `LIFELINE_TREE` for the child. */
  readonly cookie: string;
  readonly token: string;
  readonly channel: "fd" | "stdin";
}

type Entry = Exclude<StdioOptions, IOType>[number];
type Base = SpawnOptions & ForkOptions & Partial<Record<"stdin" | "stdout" | "stderr", Entry>>;

/** Node marks inherited descriptors close-on-exec only below 16: above, the child's own children would hold the lifeline. */
const HIGHEST_FD = 15;

/**
 * The options of a spawn with the lifeline's stdio entry, its two environment entries, and a group of the child's own.
 *
 * @throws as `node:child_process` does for options that leave no room for a lifeline
 */
export function addLifeline(base: Base, slot: LifelineSlot, spawner: Spawner): { options: Base; fd: number } {
  const stdio = stdioArray(base, spawner);
  const fd = slot.channel === "stdin" ? 0 : Math.max(3, stdio.length);
  if (fd > HIGHEST_FD) throw outOfRange("options.stdio.length", `at most ${HIGHEST_FD}`, stdio.length);
  // fork's own default, "inherit", is nobody's wish.
  const given = base.stdio || spawner === "execa" ? stdio[0] : undefined;
  if (fd === 0 && given !== undefined && given !== null && given !== "pipe") {
    throw invalidArgValue("options.stdio[0]", `"pipe" or unset: the lifeline is the child's stdin`, given);
  }
  while (stdio.length < fd) stdio.push("pipe");
  stdio[fd] = "pipe";
  const options: Base = {
    ...base,
    stdio,
    env: addToEnv(base.env, lifelineEnv({ ...slot, fd }), spawner),
    detached: base.detached ?? ownGroupByDefault(stdio),
  };
  if (spawner === "execa") {
    for (const name of STREAMS) delete options[name];
    // execa would collect what comes over the lifeline as if it were output.
    if (fd > 2) Object.assign(options, { buffer: withoutBuffer((base as { buffer?: unknown }).buffer, fd) });
  }
  return { options, fd };
}

const STRINGS: readonly string[] = ["pipe", "overlapped", "ignore", "inherit"];
const STREAMS = ["stdin", "stdout", "stderr"] as const;

function stdioArray(base: Base, spawner: Spawner): Entry[] {
  const { stdio } = base;
  if (typeof stdio === "string" && STRINGS.includes(stdio)) {
    const three: Entry[] = [stdio, stdio, stdio];
    return spawner === "fork" ? [...three, "ipc"] : three;
  }
  if (Array.isArray(stdio)) return [...stdio];
  if (stdio) throw invalidArgValue("options.stdio", `an array or one of: ${STRINGS.join(", ")}`, stdio);
  if (spawner === "execa") return STREAMS.map((name) => base[name] ?? "pipe");
  if (spawner === "spawn") return ["pipe", "pipe", "pipe"];
  return base.silent ? ["pipe", "pipe", "pipe", "ipc"] : ["inherit", "inherit", "inherit", "ipc"];
}

/** As given, with whatever it inherits (as `spawn` does it), plus ours. execa itself adds `process.env`. */
function addToEnv(
  base: NodeJS.ProcessEnv | undefined | null,
  added: Record<string, string>,
  spawner: Spawner,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  if (base) {
    for (const name in base) env[name] = base[name];
  } else if (spawner !== "execa") {
    // Not with for…in, which asks the system for each entry once more: 20 to 80 microseconds a spawn.
    const own = process.env;
    for (const name of Object.getOwnPropertyNames(own)) env[name] = own[name];
  }
  return Object.assign(env, added);
}

/**
 * A session and a group of its own (setsid(2)), unless the child gets a terminal: there it must stay in the parent's
 * group for job control and /dev/tty to work. On Windows the kernel's job object does more than a group could.
 */
function ownGroupByDefault(stdio: readonly Entry[]): boolean {
  return process.platform !== "win32" && !stdio.slice(0, 3).some(isTerminal);
}

function isTerminal(entry: Entry, index: number): boolean {
  if (entry === "inherit") return isatty(index);
  if (typeof entry === "number") return isatty(entry);
  const fd = (entry as { fd?: unknown } | null | undefined)?.fd;
  return typeof fd === "number" && isatty(fd);
}

function withoutBuffer(buffer: unknown, fd: number): object {
  const others = typeof buffer === "object" ? buffer : { all: buffer ?? true };
  return { ...others, [`fd${fd}`]: false };
}
