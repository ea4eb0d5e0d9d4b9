import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  asShell,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isRoot,
  itNeeds,
  killByIdentity,
  start,
  temporaryDirectory,
} from "../support/index.js";
import {
  contentOf,
  createPayload,
  type StdinReaderReports,
  type StdinReaderSpec,
  stdinReader,
} from "../support/stdin-reader.js";

const bind = { probeInterval: 20, onStdinEnd: "recheck" } as const;
/** Fits into a pipe and into a socket, so that what nobody reads stays there. */
const small = createPayload(50_000);
/** More than a pipe holds, and less than it holds together with what a stream has read ahead. */
const medium = createPayload(120_000);
const large = createPayload(4_000_000);

interface Feed {
  reads: NonNullable<StdinReaderSpec["reads"]>;
  payload: typeof small;
  user?: "root" | "nobody";
}

const users = { root: [], nobody: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] };

// The generator goes on holding the pipe until fd 4 ends, and the launcher waits for the end of fd 3.
async function feed({ reads, payload, user = "root" }: Feed) {
  const report = createReport<StdinReaderReports>();
  const script = '{ cat "$PAYLOAD"; cat <&4; } | eval "exec $PROGRAM" 3<&- 4<&- & read line <&3';
  const [command = "sh", ...rest] = [...users[user], "sh", "-c", script];
  const launcher = start(command, rest, {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    env: { ...report.env, PAYLOAD: payload.path, PROGRAM: asShell(stdinReader({ reads, bind })) },
  });
  const program = identify((await report.message("up")).pid);
  return {
    report,
    program,
    async exitLauncher() {
      launcher.process.stdio[3]?.destroy();
      await launcher.exit;
    },
    endGenerator: () => launcher.process.stdio[4]?.destroy(),
  };
}

describe("`gen | node c`, and the launcher lives", () => {
  it.each(["stream", "file-stream", "readFileSync at once"] as const)("%s gets every byte", async (reads) => {
    const { report, endGenerator } = await feed({ reads, payload: large });
    endGenerator();
    expect(await report.message("read")).toMatchObject(large.content);
  });
});

describe("`gen | node c &`, and the launcher exits", () => {
  const needsOf = { root: itNeeds(), nobody: itNeeds(isRoot) };

  for (const user of ["root", "nobody"] as const) {
    needsOf[user](`readFileSync(0) gets every byte, however late, run by ${user}`, async () => {
      const { report, program, exitLauncher, endGenerator } = await feed({
        reads: "readFileSync, late",
        payload: small,
        user,
      });
      await exitLauncher();
      // Dozens of probes of a parent that is gone, and a stdin that has not ended.
      await expectAliveFor(program, 500);
      killByIdentity(program, "SIGUSR2");
      // From here on it is in one long read, and cannot probe before it has it all.
      await report.message("asked");
      endGenerator();
      expect(await report.message("read")).toMatchObject(small.content);
      await expectDead(program);
    });
  }

  it.each([
    { reads: "slow stream", payload: medium },
    { reads: "slow file-stream", payload: small },
  ] as const)("$reads gets every byte before the end", async ({ reads, payload }) => {
    const { report, program, exitLauncher, endGenerator } = await feed({ reads, payload });
    await report.message("reading");
    await exitLauncher();
    endGenerator();
    expect(await report.message("read", { timeout: 5_000 })).toMatchObject(payload.content);
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(program);
  });
});

describe.each([
  { kind: "pipe", script: 'cat "$PAYLOAD" | { eval "$PROGRAM"; cat >"$REST"; }' },
  { kind: "socket", script: 'eval "$PROGRAM"; cat >"$REST"' },
])("a $kind on stdin that others read after us", ({ kind, script }) => {
  async function share(command: ReturnType<typeof stdinReader>) {
    const report = createReport<StdinReaderReports>();
    const rest = join(temporaryDirectory(), "rest");
    const env = { ...report.env, PAYLOAD: small.path, REST: rest, PROGRAM: asShell(command) };
    const shell = start("sh", ["-c", script], { env });
    if (kind === "socket") shell.process.stdin?.write(readFileSync(small.path));
    const { pid, ...up } = await report.message("up");
    const program = identify(pid);
    const exit = async () => {
      killByIdentity(program, "SIGTERM");
      shell.process.stdin?.end();
      expect(await shell.exit).toEqual({ code: 0, signal: null });
      return contentOf(readFileSync(rest));
    };
    return { report, program, up, exit };
  }

  it("loses bytes to a child that reads to see the end", async () => {
    const { exit, report } = await share(stdinReader({ bind: false, reads: "stream" }));
    await report.message("reading");
    expect((await exit()).bytes).toBeLessThan(small.content.bytes);
  });

  it.each(["recheck", "shutdown"] as const)("loses none to us, with onStdinEnd %j", async (onStdinEnd) => {
    const { exit, program, up } = await share(stdinReader({ bind: { ...bind, onStdinEnd } }));
    expect(up.mode).toBe("pipe");
    await expectAliveFor(program, 300);
    expect(await exit()).toEqual(small.content);
  });
});
