import { spawnWithLifeline } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { descendants, until } from "../support/index.js";
import { type AnySpawn, type MakeArguments, observeBoth } from "./observed-spawn.js";

const refusals: Record<string, MakeArguments> = {
  "no command": () => [],
  "an empty command": () => [""],
  "a command that is no string": () => [3],
  "a command with a null byte": () => ["a\0b"],
  "args that are a string": () => ["true", "x"],
  "args that are a number": () => ["true", 3],
  "args with a null byte": () => ["true", ["a\0b"]],
  "options: null": () => ["true", [], null],
  "options: an array": () => ["true", [], []],
  "options: a function": () => ["true", [], () => {}],
  "options: a string": () => ["true", [], "x"],
  "cwd: a number": () => ["true", { cwd: 3 }],
  "cwd: null byte": () => ["true", { cwd: "a\0b" }],
  "detached: a string": () => ["true", { detached: "yes" }],
  "uid: a string": () => ["true", { uid: "x" }],
  "gid: out of range": () => ["true", { gid: 2 ** 40 }],
  "shell: a number": () => ["true", { shell: 3 }],
  "argv0: a number": () => ["true", { argv0: 3 }],
  "env: null byte": () => ["true", { env: { A: "a\0b" } }],
  "stdio: an unknown string": () => ["true", { stdio: "bogus" }],
  'stdio: "ipc"': () => ["true", { stdio: "ipc" }],
  "stdio: a number": () => ["true", { stdio: 5 }],
  "stdio: an object": () => ["true", { stdio: {} }],
  "stdio: an unknown entry": () => ["true", { stdio: ["pipe", "bogus"] }],
  "stdio: two ipc": () => ["true", { stdio: ["ipc", "ipc"] }],
  "serialization: unknown": () => ["true", { stdio: ["ipc"], serialization: "x" }],
  "signal: null": () => ["true", { signal: null }],
  "signal: no AbortSignal": () => ["true", { signal: {} }],
  "timeout: negative": () => ["true", { timeout: -1 }],
  "timeout: a fraction": () => ["true", { timeout: 1.5 }],
  "timeout: a string": () => ["true", { timeout: "5" }],
  "timeout: Infinity": () => ["true", { timeout: Number.POSITIVE_INFINITY }],
  "killSignal: unknown": () => ["true", { killSignal: "SIGFOO" }],
  "killSignal: 0": () => ["true", { killSignal: 0 }],
  "killSignal: an object": () => ["true", { killSignal: {} }],
};

/** What spawn does not know; the name of the option must be in the message. */
const ours: Record<string, [unknown, string]> = {
  "lifeline: a string": ["x", "ERR_INVALID_ARG_TYPE"],
  "lifeline: null": [null, "ERR_INVALID_ARG_TYPE"],
  "lifeline: an array": [[], "ERR_INVALID_ARG_TYPE"],
  "lifeline.unknown": [{ unknown: 1 }, "ERR_INVALID_ARG_VALUE"],
  "lifeline.channel": [{ channel: "tcp" }, "ERR_INVALID_ARG_VALUE"],
  "lifeline.heartbeatInterval": [{ heartbeatInterval: -1 }, "ERR_OUT_OF_RANGE"],
  "lifeline.gracePeriod": [{ gracePeriod: "5s" }, "ERR_INVALID_ARG_TYPE"],
  "lifeline.stopSignal": [{ stopSignal: "SIGFOO" }, "ERR_INVALID_ARG_VALUE"],
  "lifeline.tree": [{ tree: 1 }, "ERR_INVALID_ARG_TYPE"],
  "lifeline.guard": [{ guard: "yes" }, "ERR_INVALID_ARG_TYPE"],
};

describe("bad arguments", () => {
  it.each(Object.entries(refusals))("refuses at once, with the same code: %s", async (_, makeArguments) => {
    const before = descendants(process.pid).length;
    const { plain, tied } = await observeBoth(makeArguments);
    expect(codes(tied)).toEqual(codes(plain));
    expect(plain).toHaveProperty("thrown");
    // The first guard may have been replaced by one that inherits less, and be dying.
    await until("no child but the guard", () => descendants(process.pid).length <= Math.max(before, 1));
  });

  it.each(Object.entries(ours))(
    "are refused by name before anything is spawned: %s",
    (name, [lifeline, code]) => {
      const before = descendants(process.pid).length;
      const call = () => (spawnWithLifeline as unknown as AnySpawn)("true", { lifeline });
      expect(call).toThrow(expect.objectContaining({ code }));
      expect(call).toThrow(`"options.${name.split(":")[0]}"`);
      expect(descendants(process.pid)).toHaveLength(before);
    },
  );

  it.each(["sigterm", "SIGINT", 10, null, undefined])(
    "takes killSignal %s as spawn does",
    async (killSignal) => {
      const { plain, tied } = await observeBoth(() => ["true", { killSignal }]);
      expect(plain).not.toHaveProperty("thrown");
      expect(tied).toEqual(plain);
    },
  );
});

function codes(facts: Record<string, unknown>): unknown {
  const { name, code } = (facts.thrown ?? {}) as Record<string, unknown>;
  return { name, code };
}
