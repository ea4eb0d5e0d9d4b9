import { createHash, randomBytes } from "node:crypto";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { start, temporaryDirectory } from "../support/index.js";
import { lifeline, lifelineBin, outcomeOf } from "./lifeline.js";

const shell = (script: string, ...args: string[]) =>
  lifeline(["run", "--", "sh", "-c", script, "sh", ...args]);

describe("lifeline run passes through", () => {
  it.each([
    ["exit 0", 0],
    ["exit 1", 1],
    ["exit 2", 2],
    ["exit 255", 255],
    ["kill -TERM $$", 128 + 15],
    ["kill -KILL $$", 128 + 9],
    ["kill -INT $$", 128 + 2],
    ["kill -PIPE $$", 128 + 13],
  ])("the exit status of %s", async (script, code) => {
    expect(await outcomeOf(shell(script))).toEqual({ code, signal: null, stdout: "", stderr: "" });
  });

  it("stdin to stdout, byte for byte, with and without --on-eof", async () => {
    const bytes = randomBytes(3 * 1024 * 1024);
    const path = join(temporaryDirectory(), "bytes");
    writeFileSync(path, bytes);
    const sum = createHash("sha256").update(bytes).digest("hex");
    for (const options of ["", "--on-eof"]) {
      // Deaf, because with --on-eof it has 200 ms for all that is still on its way when stdin closes.
      const copy = "sh -c 'trap \"\" TERM; exec cat'";
      const pipeline = `cat ${path} | "$0" "$1" run ${options} -- ${copy} | sha256sum`;
      const { stdout } = await outcomeOf(start("sh", ["-c", pipeline, process.execPath, lifelineBin]));
      expect(stdout).toBe(`${sum}  -\n`);
    }
  });

  it("stdout and stderr apart, and the order within each", async () => {
    const script = "for i in 1 2 3; do echo out $i; echo err $i >&2; done";
    expect(await outcomeOf(shell(script))).toMatchObject({
      stdout: "out 1\nout 2\nout 3\n",
      stderr: "err 1\nerr 2\nerr 3\n",
    });
  });

  it("arguments as they are", async () => {
    const args = ["", "a b", "--", "--help", "-h", "*", "'\"\\", "ä\n"];
    const { stdout } = await outcomeOf(shell('printf "<%s>" "$@"', ...args));
    expect(stdout).toBe(args.map((arg) => `<${arg}>`).join(""));
  });

  it("the very same files, not copies through a pipe", async () => {
    const path = join(temporaryDirectory(), "out");
    const file = openSync(path, "w");
    const run = lifeline(
      ["run", "--", "sh", "-c", "readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2"],
      {
        stdio: ["ignore", file, file],
      },
    );
    await run.exit;
    expect(readFileSync(path, "utf8")).toBe(`/dev/null\n${path}\n${path}\n`);
  });

  it("descriptors above stderr, as make gives its jobserver", async () => {
    const path = join(temporaryDirectory(), "four");
    const script = `exec 3< /dev/null 4> ${path}; "$0" "$1" run -- sh -c 'echo four >&4; readlink /proc/$$/fd/3'`;
    const { stdout } = await outcomeOf(start("sh", ["-c", script, process.execPath, lifelineBin]));
    expect(stdout).toBe("/dev/null\n");
    expect(readFileSync(path, "utf8")).toBe("four\n");
  });

  it("not the lifeline of an outer parent", async () => {
    const id = "0123456789abcdef".repeat(2);
    const marker = `v=1;fd=3;token=${id};parent=${process.pid};start=-;boot=-`;
    const run = lifeline(["run", "--", "sh", "-c", "[ -e /proc/$$/fd/3 ] || echo none; echo $LIFELINE"], {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: { LIFELINE: marker },
    });
    const { stdout } = await outcomeOf(run);
    expect(stdout).toMatch(/^none\nv=1;fd=4;/);
    expect(stdout).not.toContain(id);
  });

  it("the working directory and the environment, with the lifeline's two entries", async () => {
    const run = lifeline(["run", "--", "sh", "-c", "pwd; env | cut -d= -f1 | sort"], {
      cwd: temporaryDirectory(),
      env: { LIFELINE_TEST_ENTRY: "x" },
    });
    const [directory, ...names] = (await outcomeOf(run)).stdout.trim().split("\n");
    expect(directory).toMatch(/lifeline-test-/);
    expect(names).toEqual(expect.arrayContaining(["LIFELINE", "LIFELINE_TEST_ENTRY", "LIFELINE_TREE"]));
  });

  it("SIGPIPE: a command whose reader has gone ends as ever", async () => {
    const { stdout, stderr } = await outcomeOf(
      start("bash", [
        "-c",
        '"$0" "$1" run -- yes | head -1; echo $PIPESTATUS',
        process.execPath,
        lifelineBin,
      ]),
    );
    expect({ stdout, stderr }).toEqual({ stdout: "y\n141\n", stderr: "" });
  });
});
