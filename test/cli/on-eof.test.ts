import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  type ProcessIdentity,
  portIsFree,
  type Report,
  registerForKilling,
  type Started,
  start,
  until,
} from "../support/index.js";
import { lifeline, lifelineBin, outcomeOf, runWords } from "./lifeline.js";

/** Of 64 KiB: 20 MiB, much more than all the pipes on the way hold. */
const CHUNKS = 320;

interface Running {
  readonly run: Started;
  readonly command: ProcessIdentity;
  readonly port: number;
  readonly report: Report<ChildReports>;
}

/** As docker exec -i and kubectl exec -i do it: stdin is all that tells of the other side. */
async function startServer({ onEof, child = {} }: { onEof: boolean; child?: ChildSpec }): Promise<Running> {
  const report = createReport<ChildReports>();
  const options = ["--grace", "1s", ...(onEof ? ["--on-eof"] : [])];
  const server = childFixture({ bind: false, port: true, ...child });
  const [command = "", ...args] = runWords(server, { options });
  const run = start(command, args, { env: report.env });
  const up = await report.message("up");
  return { run, report, command: registerForKilling(identify(up.pid)), port: up.port ?? 0 };
}

async function closeStdin(setting: Parameters<typeof startServer>[0]): Promise<Running> {
  const running = await startServer(setting);
  running.run.process.stdin?.end();
  return running;
}

describe("stdin closes", () => {
  it("and the command lives on, without --on-eof", async () => {
    await expectAliveFor((await closeStdin({ onEof: false })).command, 500);
  });

  it("and a command that does not read it is ended", async () => {
    const { run, command, port } = await closeStdin({ onEof: true });
    expect(await run.exit).toEqual({ code: 143, signal: null });
    await expectDead(command);
    await until("the port to be free", () => portIsFree(port));
  });

  it("and a bound command shuts down gracefully", async () => {
    const { run, report } = await startServer({ onEof: true, child: { bind: {} } });
    await report.message("bound");
    run.process.stdin?.end();
    expect(await report.message("hook")).toMatchObject({
      reason: "stop-requested",
      evidence: "stop-message",
    });
    expect(await run.exit).toEqual({ code: 0, signal: null });
  });

  it("and a command that ignores SIGTERM is killed at the end of the grace period", async () => {
    const { run, command } = await closeStdin({ onEof: true, child: { ignore: ["SIGTERM"] } });
    expect(await run.exit).toEqual({ code: 137, signal: null });
    await expectDead(command);
  });

  it("and one that has read all of it ends by itself first, with its own status", async () => {
    const run = lifeline([
      "run",
      "--on-eof",
      "--",
      "sh",
      "-c",
      'echo up; read -r text; echo "$text"; exit 3',
    ]);
    // It has 200 ms for it, and would need them to start.
    await until("the command to be up", () => run.output === "up\n");
    run.process.stdin?.end("twelve bytes");
    const stdout = "up\ntwelve bytes\n";
    expect(await outcomeOf(run)).toEqual({ code: 3, signal: null, stdout, stderr: "" });
  });
});

describe("back pressure", () => {
  it("holds back whoever writes to a command that does not read, and loses nothing", async () => {
    // Deaf, because it has 200 ms for all that is still on its way when stdin closes.
    const script = 'trap "" TERM; read -r go <&3; sha256sum';
    const run = lifeline(["run", "--on-eof", "--", "bash", "-c", script], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    const stdin = run.process.stdin as Writable;
    const chunk = randomBytes(64 * 1024);
    const sum = createHash("sha256");
    for (let count = 0; count < CHUNKS; count++) {
      stdin.write(chunk);
      sum.update(chunk);
    }
    const whole = stdin.writableLength;
    await until("some of it to be taken", () => stdin.writableLength < whole);
    // The pipes, and the one megabyte that is held for a command that does not read.
    for (const end = performance.now() + 500; performance.now() < end; await sleep(5)) {
      expect(whole - stdin.writableLength).toBeLessThan(4 * 1024 * 1024);
    }
    (run.process.stdio[3] as Writable).write("go\n");
    stdin.end();
    expect(await outcomeOf(run)).toMatchObject({ code: 0, stdout: `${sum.digest("hex")}  -\n` });
  });

  it("ends a command that does not read what it is sent", async () => {
    const { run, command } = await startServer({ onEof: true });
    run.process.stdin?.end(randomBytes(512 * 1024));
    expect(await run.exit).toEqual({ code: 143, signal: null });
    await expectDead(command);
  });

  it("reads on for the end, where the command has closed its stdin", async () => {
    const run = lifeline(["run", "--on-eof", "--", "sh", "-c", "exec <&-; exec sleep 3600"]);
    run.process.stdin?.end(randomBytes(8 * 1024 * 1024));
    expect(await run.exit).toEqual({ code: 143, signal: null });
  });
});

describe("a stdin that says nothing about anybody is refused", () => {
  it.each([
    ["/dev/null", "ignore"],
    ["a file", "file"],
  ])("%s", async (_, kind) => {
    const fd = kind === "file" ? openSync(lifelineBin, "r") : undefined;
    const run = lifeline(["run", "--on-eof", "--", "echo", "started"], {
      stdio: [fd ?? "ignore", "pipe", "pipe"],
    });
    if (fd !== undefined) closeSync(fd);
    const { code, stdout, stderr } = await outcomeOf(run);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^lifeline: run: --on-eof needs a pipe, a socket or a terminal.*\n$/);
  });
});
