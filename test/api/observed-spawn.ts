import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnWithLifeline } from "lifeline-parent";

export type AnySpawn = (...args: unknown[]) => ChildProcess;
/** The arguments, made anew for each of the two calls: streams and descriptors serve only one. */
export type MakeArguments = () => unknown[] | Promise<unknown[]>;

type Facts = Record<string, unknown>;

/** Everything that can be seen of one call from outside, by plain `spawn` and by ours. */
export async function observeBoth(makeArguments: MakeArguments): Promise<{ plain: Facts; tied: Facts }> {
  const [plain, tied] = [spawn as AnySpawn, spawnWithLifeline as unknown as AnySpawn];
  return {
    plain: await observe(plain, await makeArguments(), 0),
    tied: await observe(tied, await makeArguments(), 1),
  };
}

async function observe(call: AnySpawn, args: unknown[], extraEntries: number): Promise<Facts> {
  let child: ChildProcess;
  try {
    child = call(...args);
  } catch (error) {
    return { thrown: describe(error) };
  }
  const events: unknown[] = [];
  for (const name of ["spawn", "exit", "close"] as const) {
    child.on(name, (...facts: unknown[]) => events.push([name, ...facts]));
  }
  child.on("error", (error) => events.push(["error", describe(error)]));
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));
  const output = [child.stdout, child.stderr].map(collect);
  // What is there in the same turn, as the user finds it.
  const own = child.stdio.slice(0, child.stdio.length - extraEntries);
  const facts = {
    hasPid: child.pid !== undefined,
    spawnfile: child.spawnfile,
    spawnargs: child.spawnargs,
    connected: child.connected,
    streams: own.map((stream) => stream?.constructor.name ?? stream),
    aliases: [child.stdin, child.stdout, child.stderr].map((stream, fd) => stream === own[fd]),
  };
  // A listener is already there, or a failed spawn would throw.
  while (!events.some((event) => (event as string[])[0] === "close")) await sleep(5);
  const { exitCode, signalCode, killed } = child;
  const [stdout, stderr] = await Promise.all(output);
  return { ...facts, events, messages, stdout, stderr, exitCode, signalCode, killed };
}

async function collect(stream: Readable | null): Promise<string | undefined> {
  if (!stream) return undefined;
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}

function describe(error: unknown): Facts {
  const { name, message, code, errno, syscall, path, spawnargs } = error as NodeJS.ErrnoException & Facts;
  return { name, message, code, errno, syscall, path, spawnargs };
}
