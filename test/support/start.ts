import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { cleanupMark, registerForKilling } from "./cleanup.js";
import { killByIdentity } from "./kill.js";
import { type Inbox, inbox, LineReader } from "./messages.js";
import { identify, type ProcessIdentity } from "./processes.js";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Started<Known = Record<string, Record<string, unknown>>> extends Inbox<Known> {
  readonly pid: number;
  readonly identity: ProcessIdentity;
  readonly process: ChildProcess;
  /** All of stdout, and of stderr, so far. */
  readonly output: string;
  readonly stderr: string;
  readonly exit: Promise<Exit>;
  send(line: string | object): void;
  /** True unless it was dead already. */
  kill(signal?: NodeJS.Signals): boolean;
}

/** `env` is added to the environment of the test, it does not replace it. */
export type StartOptions = Omit<SpawnOptions, "signal" | "timeout">;

/** Starts a program with plain `spawn`; it and all that it starts is killed when the test is over. */
export function start<Known = Record<string, Record<string, unknown>>>(
  command: string,
  args: readonly string[] = [],
  options: StartOptions = {},
): Started<Known> {
  const child = spawn(command, args, { stdio: "pipe", ...options, env: environment(options.env) });
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", reject);
  });
  exit.catch(() => {});
  if (child.pid === undefined) throw new Error(`Could not start ${command}: is it installed and executable?`);
  const identity = registerForKilling(identify(child.pid));
  const texts = collect(child);
  const box = inbox<Known>(`${command} (${child.pid})`, texts.reader, () => failWhenOver(child, texts));
  return Object.assign(Object.create(box, liveTexts(texts)), {
    pid: child.pid,
    identity,
    process: child,
    exit,
    send: (line: string | object) =>
      child.stdin?.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`),
    kill: (signal: NodeJS.Signals = "SIGTERM") => killByIdentity(identity, signal),
  });
}

interface Texts {
  readonly reader: LineReader;
  output: string;
  stderr: string;
}

function collect(child: ChildProcess): Texts {
  const texts: Texts = { reader: new LineReader(), output: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    texts.output += text;
    texts.reader.feed(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    texts.stderr += text;
  });
  // Writing to a program that has just been killed is what these tests do for a living.
  child.stdin?.on("error", () => {});
  return texts;
}

function liveTexts(texts: Texts): PropertyDescriptorMap {
  return {
    output: { get: () => texts.output, enumerable: true },
    stderr: { get: () => texts.stderr, enumerable: true },
  };
}

/** Nobody waits for a message that can no longer come; a grandchild that holds stdout may still write one. */
function failWhenOver(child: ChildProcess, { output, stderr }: Texts): void {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (!ended || !child.stdout?.closed) return;
  const how = child.signalCode ?? `exit code ${child.exitCode}`;
  const tail = `stdout: ${output.slice(-2_000)}\nstderr: ${stderr.slice(-4_000)}`;
  throw new Error(`${child.spawnfile} (${child.pid}) ended with ${how} before that\n${tail}`);
}

function environment(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  // A lifeline of the test run itself is not meant for what the test starts.
  const { LIFELINE: _, ...own } = process.env;
  return { ...own, ...cleanupMark(), ...added };
}
