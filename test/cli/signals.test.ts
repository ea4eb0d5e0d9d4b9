import { chmodSync, copyFileSync, cpSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  createReport,
  expectDead,
  identify,
  isRoot,
  itNeeds,
  killByIdentity,
  killGroupOf,
  nodeFixture,
  type ProcessIdentity,
  type Report,
  readProcess,
  registerForKilling,
  requireTool,
  type Started,
  scaled,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { lifelineBin, runWords } from "./lifeline.js";

type Reports = { up: { pid: number; ppid: number }; signal: { pid: number; signal: string; count: number } };

interface Counting {
  readonly run: Started;
  readonly report: Report<Reports>;
  readonly command: ProcessIdentity;
}

/** A command that counts what it gets. Without a terminal it has a group of its own. */
async function startCounter(): Promise<Counting> {
  const report = createReport<Reports>();
  const [command = "", ...args] = runWords(nodeFixture("signal-counter.mjs"));
  const run = start("setsid", ["--wait", command, ...args], { env: report.env, detached: true });
  const up = await report.message("up");
  return { run, report, command: identify(up.pid) };
}

/** The end of the counter, by a signal that was passed on too: then all before it has arrived. */
async function quit({ run, report, command }: Counting): Promise<string[]> {
  killByIdentity(identify(readProcess(command.pid)?.ppid ?? 0), "SIGQUIT");
  expect(await run.exit).toEqual({ code: 42, signal: null });
  return report.of("signal").map(({ signal, count }) => `${signal} ${count}`);
}

describe("without a terminal", () => {
  it("passes on what is sent to lifeline, once", async () => {
    const counting = await startCounter();
    const lifeline = identify(readProcess(counting.command.pid)?.ppid ?? 0);
    const signals = ["SIGHUP", "SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGWINCH"] as const;
    for (const [index, signal] of signals.entries()) {
      killByIdentity(lifeline, signal);
      await until(`${signal} to arrive`, () => counting.report.of("signal").length === index + 1);
    }
    expect(await quit(counting)).toEqual(signals.map((signal) => `${signal} 1`));
  });

  it("passes on what is sent to its group, to the command's whole group", async () => {
    const report = createReport<Reports>();
    const counter = nodeFixture("signal-counter.mjs");
    // Two of them in one group: what was meant for a group is not for the leader alone.
    const script = {
      command: "sh",
      args: ["-c", 'trap : USR1 QUIT; "$@" & "$@"; wait', "sh", counter.command, ...counter.args],
    };
    const [command = "", ...args] = runWords(script);
    const run = start(command, args, { env: report.env, detached: true });
    await until("both to be up", () => report.of("up").length === 2);
    killGroupOf(run.identity, "SIGUSR1");
    await until("both to have it", () => report.of("signal").length >= 2);
    expect(new Set(report.of("signal").map(({ pid }) => pid)).size).toBe(2);
    killGroupOf(run.identity, "SIGQUIT");
    await run.exit;
    expect(report.of("signal").map(({ count }) => count)).toEqual([1, 1]);
  });

  it("ends by a signal that it does not pass on, and the command with it", async () => {
    const report = createReport<Reports>();
    const [command = "", ...args] = runWords(nodeFixture("signal-counter.mjs"), {
      options: ["--grace", `${scaled(1_000)}ms`],
    });
    const run = start(command, args, { env: report.env });
    const counter = registerForKilling(identify((await report.message("up")).pid));
    run.kill("SIGALRM");
    expect(await run.exit).toEqual({ code: null, signal: "SIGALRM" });
    await expectEndedByGuard(counter);
    // The polite request of the guard, as after every death of a parent.
    const requests = report.of("signal").filter(({ signal }) => signal !== "SIGCONT");
    expect(requests.map(({ signal }) => signal)).toEqual(["SIGTERM"]);
  });

  itNeeds(isRoot, requireTool("setpriv", { package: "util-linux" }))(
    "says of a signal that it may not pass on that it may not, and waits on",
    async () => {
      const folder = temporaryDirectory();
      // Where another user can read it.
      chmodSync(folder, 0o755);
      const bin = join(folder, "dist", basename(lifelineBin));
      cpSync(dirname(lifelineBin), dirname(bin), { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
      // Whoever runs it is root.
      const asRoot = join(folder, "setpriv");
      copyFileSync("/usr/bin/setpriv", asRoot);
      chmodSync(asRoot, 0o4755);
      const command = [asRoot, "--ruid=0", "--euid=0", "sh", "-c", "echo up; read line; exit 7"];
      const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
      const run = start("setpriv", [...asNobody, process.execPath, bin, "run", "--", ...command], {
        stdio: ["pipe", "pipe", "pipe"],
      });
      await until("the command", () => run.output === "up\n");
      run.kill("SIGTERM");
      await until("the complaint", () => run.stderr.includes("\n"));
      expect(run.stderr).toBe(`lifeline: run: ${asRoot}: the signal cannot be passed on (EPERM)\n`);
      run.process.stdin?.end();
      expect(await run.exit).toEqual({ code: 7, signal: null });
    },
  );

  it("stops with the command on SIGTSTP, and goes on with it", async () => {
    const counting = await startCounter();
    const lifeline = identify(readProcess(counting.command.pid)?.ppid ?? 0);
    killByIdentity(lifeline, "SIGTSTP");
    await until("the command to be stopped", () => readProcess(counting.command.pid)?.state === "T");
    killByIdentity(lifeline, "SIGCONT");
    await until("the command to go on", () => readProcess(counting.command.pid)?.state !== "T");
    // Of two signals that wait for it at once, it would get SIGQUIT first: signal(7), the lower number.
    await counting.report.message("signal");
    expect(await quit(counting)).toEqual(["SIGCONT 1"]);
  });
});

describe("--stop-signal", () => {
  /** It ends with the parent that it was told of; the command says what it gets, and takes none of it as an end. */
  async function endParent(options: readonly string[]): Promise<{ signals: string[]; code: number | null }> {
    const report = createReport<Reports>();
    const parent = start("sleep", ["3600"]);
    const tied = ["--parent", String(parent.pid), "--grace", `${scaled(1_000)}ms`, ...options];
    const [command = "", ...args] = runWords(nodeFixture("signal-counter.mjs"), { options: tied });
    const run = start(command, args, { env: report.env });
    const counter = identify((await report.message("up")).pid);
    parent.kill("SIGKILL");
    const { code } = await run.exit;
    await expectDead(counter);
    // SIGCONT comes with every polite request: who is stopped would not hear it.
    const requests = report.of("signal").filter(({ signal }) => signal !== "SIGCONT");
    return { signals: requests.map(({ signal, count }) => `${signal} ${count}`), code };
  }

  it.each([
    { options: [], signal: "SIGTERM" },
    { options: ["--stop-signal", "SIGUSR2"], signal: "SIGUSR2" },
    { options: ["--stop-signal", "hup"], signal: "SIGHUP" },
  ])("$options: $signal is the polite request, and SIGKILL follows", async ({ options, signal }) => {
    expect(await endParent(options)).toEqual({ signals: [`${signal} 1`], code: 128 + 9 });
  });

  it("that the command takes as its end: its own status", async () => {
    expect(await endParent(["--stop-signal", "QUIT"])).toEqual({ signals: [], code: 42 });
  });
});
