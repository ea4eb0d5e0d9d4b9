import { describe, expect, it } from "vitest";
import {
  type ChildReports,
  type Command,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  nodeFixture,
  start,
} from "../support/index.js";

interface Said {
  spawned: { child: number; hasStdin: boolean };
  bound: object;
  settled: {
    stdout?: string;
    stderr?: string;
    exitCode?: number;
    failed: boolean;
    stdio: unknown[];
    after: number;
  };
}

const shell = (script: string): Command => ({ command: "sh", args: ["-c", script] });
const talk = shell("cat; echo out; echo err >&2; exit 0");

function startHost(options: object, child: Command, env: NodeJS.ProcessEnv = {}) {
  const { command, args } = nodeFixture("execa-host.mjs", options);
  return start<Said>(command, [...args, child.command, ...child.args], { env });
}

async function settled(options: object, child: Command) {
  const host = startHost(options, child);
  const { type: _, stdio, after: __, ...result } = await host.message("settled");
  // Ours is the last one.
  return { ...result, stdio: (stdio as unknown[]).slice(0, 3), hasStdin: host.of("spawned")[0]?.hasStdin };
}

describe("a lifeline for execa", () => {
  it.each<[string, object, Command]>([
    ["its defaults, with input", { input: "in" }, talk],
    // Long enough to be told HELLO, which it never reads.
    ["a command that takes its time", { stdin: "ignore" }, shell("sleep 0.3; echo out")],
    ["stdin, stdout and stderr", { stdin: "ignore", stdout: "pipe", stderr: "ignore" }, talk],
    ["stdio", { stdio: ["ignore", "pipe", "pipe"] }, talk],
    ["all", { all: true, stdin: "ignore" }, shell("echo out")],
    ["buffer of one stream", { buffer: { stdout: false }, stdin: "ignore" }, talk],
    ["a failing command", { stdin: "ignore" }, shell("echo out; exit 3")],
    ["a timeout", { stdin: "ignore", timeout: 100 }, { command: "sleep", args: ["1000"] }],
    ["its own env", { stdin: "ignore", env: { A: "1" } }, shell("echo $A $LIFELINE_TEST_EXTRA")],
    [
      "env alone",
      { stdin: "ignore", env: { A: "1" }, extendEnv: false },
      { command: "/bin/sh", args: ["-c", "echo $A $HOME"] },
    ],
    ["a command that is not there", { stdin: "ignore" }, { command: "/does/not/exist", args: [] }],
  ])("gives the result that execa gives: %s", async (_, options, child) => {
    expect(await settled(options, child)).toEqual(await settled({ ...options, plain: true }, child));
  });

  it("binds a child of ours, keeps the lifeline out of the output, and settles when it ends", async () => {
    const report = createReport<ChildReports>();
    const host = startHost({ stdin: "ignore" }, childFixture({ ready: true }), report.env);
    await host.message("bound");
    const { pid } = await report.message("up");
    process.kill(pid, "SIGTERM");
    expect(await host.message("settled")).toMatchObject({
      stdout: "",
      stderr: "",
      exitCode: 0,
      failed: false,
    });
    expect(report.of("hook")).toMatchObject([{ reason: "signal" }]);
  });

  it.each([
    ["leaks the child without a lifeline", true],
    ["ends the child of a parent that is killed", false],
  ])("%s", async (_, plain) => {
    const report = createReport<ChildReports>();
    const spec = childFixture(plain ? { bind: false } : {});
    const host = startHost({ plain, stdin: "ignore", detached: plain }, spec, report.env);
    const child = identify((await report.message("up")).pid);
    if (!plain) await host.message("bound");
    host.kill("SIGKILL");
    await host.exit;
    if (plain) await expectAliveFor(child, 300);
    else {
      await expectDead(child);
      expect(report.of("hook")).toMatchObject([{ reason: "parent-exited" }]);
    }
  });
});
