import { openSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importSpawn, runProgram, temporaryDirectory } from "../support/index.js";
import { type MakeArguments, observeBoth } from "./observed-spawn.js";

const shell = "echo out; echo err >&2; exit 3";
const say = (text: string) => ["-c", `printf %s "${text}"`];
const inherited = Object.assign(Object.create({ FROM_PROTOTYPE: "seen" }), { OWN: "1", NONE: undefined });
const sendsMessage = "process.send({ hello: 1 }); process.disconnect()";

const calls: Record<string, MakeArguments> = {
  command: () => ["true"],
  "command that fails": () => ["false"],
  "command, options": () => ["pwd", { cwd: "/" }],
  "command, undefined": () => ["true", undefined],
  "command, null": () => ["true", null],
  "command, args": () => ["sh", ["-c", shell]],
  "command, args, undefined": () => ["sh", ["-c", shell], undefined],
  "command, args, options": () => ["sh", ["-c", "pwd; exit 4"], { cwd: "/usr" }],
  "command, undefined, options": () => ["pwd", undefined, { cwd: "/" }],
  "command, null, options": () => ["pwd", null, { cwd: "/" }],
  "command, options, ignored third": () => ["pwd", { cwd: "/" }, { cwd: "/usr" }],
  "args that are no strings": () => ["echo", [1, true]],
  "shell: true": () => ["echo $((1 + 2)); exit 5", { shell: true }],
  "shell: path, with args": () => ["echo", ["a", "b"], { shell: "/bin/sh" }],
  argv0: () => ["sh", ["-c", "cat /proc/$$/cmdline | head -c 6"], { argv0: "other" }],
  "cwd as URL": () => ["pwd", { cwd: new URL("file:///usr") }],
  "env, own, inherited and undefined": () => ["env", { env: { ...inherited, PATH: process.env.PATH } }],
  "env with a prototype": () => ["sh", say("$OWN $FROM_PROTOTYPE $NONE"), { env: inherited }],
  "env: null": () => ["sh", say("$PATH"), { env: null }],
  "options with a prototype": () => ["pwd", Object.create({ cwd: "/" })],
  "ends by a signal": () => ["sh", ["-c", "kill -9 $$"]],
  'stdio: "ignore"': () => ["sh", ["-c", shell], { stdio: "ignore" }],
  'stdio: "pipe"': () => ["sh", ["-c", shell], { stdio: "pipe" }],
  'stdio: "overlapped"': () => ["sh", ["-c", shell], { stdio: "overlapped" }],
  'stdio: "inherit"': () => ["true", { stdio: "inherit" }],
  "stdio: null": () => ["sh", ["-c", shell], { stdio: null }],
  'stdio: ""': () => ["sh", ["-c", shell], { stdio: "" }],
  "stdio: []": () => ["sh", ["-c", shell], { stdio: [] }],
  "stdio: shorter than three": () => ["sh", ["-c", shell], { stdio: ["ignore"] }],
  "stdio: holes": () => ["sh", ["-c", shell], { stdio: [undefined, null, "pipe"] }],
  "stdio: longer than three": () => [
    "sh",
    ["-c", "echo four >&4; exit 1"],
    { stdio: ["ignore", "ignore", "pipe", "ignore", "pipe"] },
  ],
  "stdio: undefined at the end": () => ["true", { stdio: ["pipe", "pipe", "pipe", undefined] }],
  "stdio: descriptors": () => [
    "sh",
    ["-c", "read line; echo $line >&2"],
    { stdio: [openSync(input, "r"), openSync("/dev/null", "w"), "pipe"] },
  ],
  "stdio: a stream": async () => ["sh", ["-c", shell], { stdio: ["pipe", await openSocket(), "pipe"] }],
  'stdio: "ipc"': () => [
    process.execPath,
    ["-e", sendsMessage],
    { stdio: ["ignore", "ignore", "ignore", "ipc"] },
  ],
  'stdio: "ipc" at 0': () => [process.execPath, ["-e", sendsMessage], { stdio: ["ipc"] }],
  "not found": () => ["/does/not/exist", ["a"]],
  "not found, stdio ignore": () => ["/does/not/exist", { stdio: "ignore" }],
  "not permitted": () => [input, ["a"]],
  "cwd is missing": () => ["true", { cwd: "/does/not/exist" }],
};

const input = join(temporaryDirectory(), "input.txt");
writeFileSync(input, "from a file\n", { mode: 0o644 });

describe("spawnWithLifeline in the place of spawn", () => {
  it.each(Object.entries(calls))(
    "shows the same events, streams and results: %s",
    async (_, makeArguments) => {
      const { plain, tied } = await observeBoth(makeArguments);
      expect(plain).not.toHaveProperty("thrown");
      expect(withoutOurEntries(tied)).toEqual(plain);
    },
  );

  it.each([
    ["plain", true],
    ["tied", false],
  ])("throws the error of a failed spawn that nobody listens to (%s)", async (_, plain) => {
    const program = runProgram(`${importSpawn({ plain })}spawn("/does/not/exist");`);
    expect(await program.exit).toEqual({ code: 1, signal: null });
    expect(program.stderr).toMatch(/Unhandled 'error' event/);
    expect(program.stderr).toMatch(/Error: spawn \/does\/not\/exist ENOENT/);
  });
});

/** `env` prints the two entries that are ours. */
function withoutOurEntries(facts: Record<string, unknown>): Record<string, unknown> {
  const { stdout } = facts;
  return typeof stdout === "string"
    ? { ...facts, stdout: stdout.replace(/^LIFELINE(_TREE)?=.*\n/gm, "") }
    : facts;
}

/** A stream with a descriptor, which is what a stdio entry must be. */
async function openSocket(): Promise<Socket> {
  const server = createServer((peer) => peer.resume()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const socket = connect((server.address() as { port: number }).port);
  await new Promise((resolve) => socket.once("connect", resolve));
  server.close();
  return socket.unref();
}
