import { chmodSync, closeSync, copyFileSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { itNeeds, requireTool, start, temporaryDirectory } from "../support/index.js";
import { lifeline, lifelineBin, outcomeOf, runWords } from "./lifeline.js";

// Words, what the one line must say.
const usage: [words: string[], message: RegExp][] = [
  [[], /a command is missing: run, ps or doctor/],
  [["walk"], /there is no command "walk"/],
  [["--foo"], /there is no option "--foo"/],
  [["run"], /a command is missing/],
  [["run", "--"], /a command is missing/],
  [["run", "--", ""], /the command is empty/],
  [["run", "ls"], /unexpected argument 'ls'.*put -- before the command/],
  [["run", "--foo", "--", "ls"], /unknown option '--foo'/],
  [["run", "-x", "--", "ls"], /unknown option '-x'/],
  [["run", "--on-eof=yes", "--", "ls"], /--on-eof/],
  [["run", "--grace", "--", "ls"], /--grace/],
  [["run", "--grace", "soon", "--", "ls"], /--grace "soon" is no duration/],
  [["run", "--grace", "5", "--", "ls"], /--grace "5" is no duration: say 500ms, 5s/],
  [["run", "--grace=-1s", "--", "ls"], /--grace "-1s" is no duration/],
  [["run", "--grace", "5sec", "--", "ls"], /is no duration/],
  [["run", "--grace", "1e3s", "--", "ls"], /is no duration/],
  [["run", "--grace", "", "--", "ls"], /--grace "" is no duration/],
  [["run", "--grace", "600h", "--", "ls"], /longer than a timer can wait/],
  [["run", "--stop-signal", "SIGFOO", "--", "ls"], /--stop-signal "SIGFOO" is no signal/],
  [["run", "--stop-signal", "", "--", "ls"], /is no signal/],
  [["run", "--stop-signal", "constructor", "--", "ls"], /is no signal/],
  [["run", "--parent", "0", "--", "ls"], /--parent "0" is no process id/],
  [["run", "--parent", "-1", "--", "ls"], /--parent/],
  [["run", "--parent", "me", "--", "ls"], /--parent "me" is no process id/],
  [["run", "--parent", "99999999999", "--", "ls"], /is no process id/],
  [["ps", "--foo"], /ps: unknown option '--foo'/],
  [["ps", "4711"], /ps: unexpected argument '4711'/],
  [["ps", "--json=yes"], /--json/],
  [["doctor", "--foo"], /doctor: unknown option '--foo'/],
  [["doctor", "now"], /doctor: unexpected argument 'now'/],
  [["run", "--foo\nbar", "--", "ls"], /unknown option/],
];

describe("lifeline called wrongly", () => {
  it.each(usage)("%j: status 2 and one line", async (words, message) => {
    const { code, stdout, stderr } = await outcomeOf(lifeline(words, { stdio: ["ignore", "pipe", "pipe"] }));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^lifeline: [^\n]+ \(see lifeline --help\)\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("a command that cannot be run", () => {
  const directory = temporaryDirectory();
  const script = join(directory, "not-executable");
  writeFileSync(script, "#!/bin/sh\n");
  mkdirSync(join(directory, "folder"));

  symlinkSync("circle", join(directory, "circle"));
  const orphanScript = join(directory, "without-interpreter");
  writeFileSync(orphanScript, "#!/no/such/interpreter\n");
  chmodSync(orphanScript, 0o755);

  // bash: dash says 127 where something is in the way.
  async function expectRefusal(
    status: number,
    command: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ) {
    const { code, stdout, stderr } = await outcomeOf(lifeline(["run", "--", command, ...args], { env }));
    expect(stderr).toMatch(/^lifeline: run: [^\n]+\n$/);
    expect(stderr).toContain(`lifeline: run: ${command}: `);
    expect({ code, stdout }).toEqual({ code: status, stdout: "" });
    const inShell = start("bash", ["-c", '"$0" "$@"', command, ...args], { env });
    expect((await inShell.exit).code).toBe(status);
  }

  it.each([
    ["does not exist", "no-such-command", 127],
    ["does not exist, by path", "./no/such/command", 127],
    ["has no interpreter", orphanScript, 127],
    ["has a name that no file can have", "x".repeat(300), 127],
    ["is not executable", script, 126],
    ["is a folder", join(directory, "folder"), 126],
    ["is below a file", `${script}/x`, 126],
    ["is a symbolic link to itself", join(directory, "circle"), 126],
    ["has a path that no file can have", `./${"x".repeat(300)}`, 126],
  ])("%s: the status that a shell gives, and one line", async (_, command, status) => {
    await expectRefusal(status, command);
  });

  it.each([
    ["is a folder in PATH", "folder", 127],
    ["is in PATH, and not executable", basename(script), 126],
  ])("%s: the status that a shell gives, and one line", async (_, command, status) => {
    await expectRefusal(status, command, [], { PATH: `${process.env.PATH}:${directory}` });
  });

  it("is being written to: the status that a shell gives, and one line", async () => {
    const busy = join(directory, "busy");
    copyFileSync("/bin/sleep", busy);
    const writing = openSync(busy, "a");
    onTestFinished(() => closeSync(writing));
    await expectRefusal(126, busy, ["0"]);
  });

  itNeeds(requireTool("prlimit", { package: "util-linux" }))(
    "has arguments that are too long: the status that a shell gives, and one line",
    async () => {
      // A quarter of the stack is what they may take: see execve(2). Ours have been taken by then.
      const lower = `import { execFileSync } from "node:child_process";
        execFileSync("prlimit", ["--pid", String(process.pid), "--stack=${512 * 1024}"]);`;
      const words = [`--import=data:text/javascript,${encodeURIComponent(lower)}`, lifelineBin, "run", "--"];
      const long = "x".repeat(100_000);
      const { code, stderr } = await outcomeOf(start(process.execPath, [...words, "true", long, long]));
      expect(stderr).toBe("lifeline: run: true: it cannot be executed (E2BIG)\n");
      expect(code).toBe(126);
    },
  );

  it("cannot have a descriptor: status 125, and one line that names it", async () => {
    const lower = 'for limit in $(seq 40 -1 19); do (ulimit -n $limit; exec "$@") || exit; done';
    const words = runWords({ command: "/bin/true", args: [] });
    const run = start("bash", ["-c", lower, "bash", ...words], { env: { NODE_NO_WARNINGS: "1" } });
    const { code, stdout, stderr } = await outcomeOf(run);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(/^lifeline: run: \/bin\/true: no process can be started \(EMFILE\)\n$/);
  });
});

describe("a stdout that takes nothing", () => {
  it.each([["--help"], ["ps"], ["doctor"], ["doctor", "--json"]])(
    "is no error when its reader has gone: %s %s",
    async (...words) => {
      const run = start("bash", [
        "-c",
        '"$@" | true; exit $PIPESTATUS',
        "bash",
        process.execPath,
        lifelineBin,
        ...words.filter(Boolean),
      ]);
      const { code, stderr } = await outcomeOf(run);
      expect({ code, stderr }).toEqual({ code: words[0] === "doctor" ? expect.any(Number) : 0, stderr: "" });
    },
  );

  it.each([["--help"], ["ps"], ["ps", "--json"]])(
    "is no error when it was closed, because Node opens /dev/null in its place: %s %s",
    async (...words) => {
      const closed = ["-c", 'exec "$@" >&-', "sh", process.execPath, lifelineBin, ...words];
      const { code, stdout, stderr } = await outcomeOf(start("sh", closed));
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    },
  );

  it("is /dev/null for the command when it was closed", async () => {
    const said = {
      command: "sh",
      args: ["-c", 'stdout=$(readlink /proc/$$/fd/1); echo "$stdout" >&2; echo lost; exit 3'],
    };
    const run = start("sh", ["-c", 'exec "$@" >&-', "sh", ...runWords(said)]);
    const { code, stdout, stderr } = await outcomeOf(run);
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: "", stderr: "/dev/null\n" });
  });

  it("is one line and status 125 when the disk is full", async () => {
    const { code, stderr } = await outcomeOf(
      lifeline(["--help"], { stdio: ["ignore", openSync("/dev/full", "w"), "pipe"] }),
    );
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr: expect.stringMatching(/^lifeline: stdout .*ENOSPC.*\n$/),
    });
  });
});

describe("what lifeline says of itself", () => {
  it.each([[["--help"]], [["-h"]], [["run", "--help"]], [["ps", "-h"]], [["doctor", "--help"]]])(
    "%j",
    async (words) => {
      const { code, stdout, stderr } = await outcomeOf(lifeline(words));
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^Usage: lifeline .*\n\n/);
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it.each(["run", "ps", "doctor"])("%s --help says each exit status", async (name) => {
    const { stdout } = await outcomeOf(lifeline([name, "--help"]));
    const statuses = { run: [125, 126, 127, 2], ps: [0, 125, 2], doctor: [0, 1, 125, 2] }[name];
    const told = stdout.slice(stdout.indexOf("\nExit status: "));
    for (const status of statuses ?? [])
      expect(told).toMatch(new RegExp(`\\b${status}( if\\b|, also where\\b)`));
  });

  it("--version", async () => {
    const { stdout } = await outcomeOf(lifeline(["--version"]));
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("--help behind -- is the command's", async () => {
    const { stdout } = await outcomeOf(lifeline(["run", "--", "printf", "%s\\n", "--help"]));
    expect(stdout).toBe("--help\n");
  });
});
