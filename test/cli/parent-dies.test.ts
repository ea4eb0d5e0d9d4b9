import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  killGroupOf,
  nodeFixture,
  type ProcessIdentity,
  portIsFree,
  registerForKilling,
  type Started,
  start,
  startBystander,
  until,
} from "../support/index.js";
import { lifelineBin, runWords, startLauncher } from "./lifeline.js";

interface Launched {
  readonly launcher: Started;
  /** Whoever runs the command: lifeline, or in a control the launcher. */
  readonly runner: ProcessIdentity;
  readonly members: ProcessIdentity[];
  readonly port: number;
}

type Setting = { plain: boolean; child?: ChildSpec; options?: readonly string[]; detached?: boolean };

/** A shell script that runs a server that knows nothing of us, and has a daemon of its own. */
async function launch({
  plain,
  child,
  options = ["--grace", "500ms"],
  detached,
}: Setting): Promise<Launched> {
  const report = createReport<ChildReports>();
  const daemon = { command: "sleep", args: ["3600"], options: { detached: true } };
  const command = childFixture({ bind: false, port: true, spawns: [daemon], ...child });
  const launcher = startLauncher(runWords(command, { plain, options }), { env: report.env, detached });
  const up = await report.message("up");
  const grandchild = await report.message("grandchild");
  const members = [up.pid, grandchild.child].map((pid) => registerForKilling(identify(pid)));
  return { launcher, runner: identify(up.ppid), members, port: up.port ?? 0 };
}

async function expectGone({ members, port }: Launched): Promise<void> {
  await expectEndedByGuard(members);
  await until("the port to be free", () => portIsFree(port));
}

async function killTheLauncher(setting: Setting): Promise<Launched> {
  const launched = await launch(setting);
  launched.launcher.kill("SIGKILL");
  await launched.launcher.exit;
  return launched;
}

describe("the launcher is killed", () => {
  it("leaks the command without lifeline run", async () => {
    const { members } = await killTheLauncher({ plain: true });
    for (const member of members) await expectAliveFor(member, 300);
  });

  it("ends the command, and the daemon that it started", async () => {
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const launched = await killTheLauncher({ plain: false });
    await expectGone(launched);
    await expectDead(launched.runner);
    bystander.expectAlive();
  });

  it("ends a command that ignores SIGTERM, at the end of the grace period", async () => {
    const began = performance.now();
    await expectGone(await killTheLauncher({ plain: false, child: { ignore: ["SIGTERM"] } }));
    expect(performance.now() - began).toBeGreaterThan(500);
  });
});

describe("the launcher is killed, and lifeline is asked to end by a signal", () => {
  it("asks the command once, and gives it the whole grace period", async () => {
    const report = createReport<{ up: { pid: number; ppid: number }; signal: { signal: string } }>();
    const words = runWords(nodeFixture("signal-counter.mjs"), { options: ["--grace", "3s"] });
    const launcher = startLauncher(words, { env: report.env });
    const up = await report.message("up");
    const command = registerForKilling(identify(up.pid));
    killByIdentity(identify(up.ppid), "SIGTERM");
    await report.message("signal");
    const began = performance.now();
    launcher.kill("SIGKILL");
    await launcher.exit;
    await expectDead(command);
    // lifeline looks each 500 ms.
    expect(performance.now() - began).toBeGreaterThan(2_900);
    expect(report.of("signal").map(({ signal }) => signal)).toEqual(["SIGTERM"]);
  });
});

describe("lifeline itself is killed", () => {
  async function killTheRunner({ plain }: { plain: boolean }): Promise<Launched> {
    const launched = await launch({ plain });
    killByIdentity(launched.runner, "SIGKILL");
    await expectDead(launched.runner);
    return launched;
  }

  it("leaks the command where the launcher itself ran it", async () => {
    const { members } = await killTheRunner({ plain: true });
    for (const member of members) await expectAliveFor(member, 300);
  });

  it("ends the command, and the daemon that it started", async () => {
    await expectGone(await killTheRunner({ plain: false }));
  });
});

describe("the launcher and its whole group are killed together", () => {
  async function killTheGroup({ plain }: { plain: boolean }): Promise<Launched> {
    const launched = await launch({ plain, detached: true });
    killGroupOf(launched.launcher.identity, "SIGKILL");
    await expectDead(launched.runner);
    return launched;
  }

  it("leaks the daemon without lifeline run", async () => {
    const { members } = await killTheGroup({ plain: true });
    await expectAliveFor(members[1] as ProcessIdentity, 300);
  });

  it("ends the command, and the daemon", async () => {
    await expectGone(await killTheGroup({ plain: false }));
  });
});

describe("--parent", () => {
  /** The launcher ends at once; the one that is named lives on. */
  async function background({ named }: { named: boolean }) {
    const parent = start("sleep", ["3600"]);
    const report = createReport<ChildReports>();
    const options = ["--grace", "500ms", ...(named ? ["--parent", String(parent.pid)] : [])];
    const words = runWords(childFixture({ bind: false }), { options });
    const launcher = start("sh", ["-c", '"$@" & wait "$!"', "launcher", ...words], { env: report.env });
    const child = registerForKilling(identify((await report.message("up")).pid));
    launcher.kill("SIGKILL");
    await launcher.exit;
    return { parent, child };
  }

  it("is the launcher where nobody is named", async () => {
    const { child } = await background({ named: false });
    await expectDead(child);
  });

  it("lives with the process that is named, and ends with it", async () => {
    const { parent, child } = await background({ named: true });
    await expectAliveFor(child, 1_500);
    parent.kill("SIGKILL");
    await expectDead(child);
  });

  it("starts nothing for a process that has gone already", async () => {
    const gone = start("true");
    await gone.exit;
    const words = [lifelineBin, "run", "--parent", String(gone.pid), "--", "echo", "started"];
    const run = start(process.execPath, words);
    expect(await run.exit).toEqual({ code: 125, signal: null });
    expect(run.output).toBe("");
    expect(run.stderr).toMatch(/^lifeline: run: --parent \d+: there is no such process any more.*\n$/);
  });
});

describe("what the command leaves behind", () => {
  it("is gone when lifeline run returns", async () => {
    const launched = await launch({ plain: false });
    const [command, daemon] = launched.members as [ProcessIdentity, ProcessIdentity];
    killByIdentity(command, "SIGKILL");
    expect(await launched.launcher.exit).toEqual({ code: 137, signal: null });
    await expectDead(daemon, 0);
  });
});

describe("service mode", () => {
  async function startBelow(shell: string, before: readonly string[], env: Record<string, string> = {}) {
    const report = createReport<ChildReports>();
    const words = runWords(childFixture({ bind: false }), { options: ["--grace", "500ms"] });
    const launcher = start(shell, [...before, ...words], { env: { ...report.env, ...env } });
    const child = registerForKilling(identify((await report.message("up")).pid));
    return { launcher, child };
  }

  const underNohup = ["-c", 'nohup "$@" < /dev/null > /dev/null 2>&1 & wait $!', "launcher"];
  const backgrounds = [
    ["nohup in bash", "bash", underNohup, { _: "" }],
    ["nohup in a bash that nohup has started", "bash", underNohup, { _: "/usr/bin/nohup" }],
    [
      "nohup on a terminal: a stdin that can only be written",
      "sh",
      ["-c", '"$@" 0> /dev/null & wait $!', "launcher"],
      { _: "" },
    ],
  ] as const;

  it.each(backgrounds)("%s: keeps running when whoever started it is gone", async (_, shell, before, env) => {
    const { launcher, child } = await startBelow(shell, before, env);
    launcher.kill("SIGKILL");
    await launcher.exit;
    await expectAliveFor(child, 1_500);
  });

  it("is not that of a launcher that nohup has started", async () => {
    const { launcher, child } = await startBelow("sh", ["-c", '"$@" & wait $!', "launcher"], {
      _: "/usr/bin/nohup",
    });
    launcher.kill("SIGKILL");
    await launcher.exit;
    await expectDead(child);
  });
});
