import { describe, expect, it } from "vitest";
import {
  asShell,
  createReport,
  descendants,
  expectAliveFor,
  expectDead,
  itNeeds,
  killByIdentity,
  type NaiveSpec,
  readProcess,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import {
  expectKeepsRunning,
  expectMistaken,
  type ServiceReports,
  serviceProgram,
  upService,
} from "../support/service.js";

interface Launch {
  /** `$PROGRAM` is the program, for eval. */
  script: string;
  program: { naive: boolean; takes?: NaiveSpec["takes"] };
}

// `read line <&3` is where a launcher waits to be told that it should exit.
async function launch({ script, program }: Launch) {
  const bystander = startBystander();
  const report = createReport<ServiceReports>();
  const launcher = start("sh", ["-c", script], {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    // nohup writes its nohup.out there.
    cwd: temporaryDirectory(),
    env: { ...report.env, PROGRAM: asShell(serviceProgram(program)) },
  });
  const { up, service } = await upService(report);
  const others = descendants(launcher.pid).filter(({ pid }) => pid !== service.pid);
  const exitLauncher = async () => {
    launcher.process.stdio[3]?.destroy();
    await until("the exit of the launcher", () => readProcess(service.pid)?.ppid !== up.ppid);
  };
  return { report, up, service, exitLauncher, others, bystander };
}

describe("`echo x | node c`: stdin ends, the launcher lives", () => {
  const script = 'echo x | eval "$PROGRAM"; :';

  it("ends a child that takes the end of stdin for its parent's", async () => {
    const { service, report } = await launch({ script, program: { naive: true } });
    await expectMistaken(service, report);
  });

  it("keeps running", async () => {
    const { service, report, up, bystander } = await launch({ script, program: { naive: false } });
    expect(up).toMatchObject({ mode: "pipe", launch: { mode: "pipe", stdin: "pipe" } });
    await expectKeepsRunning(service, report);
    bystander.expectAlive();
  });
});

describe("`cmd &` in a shell that is not interactive, and exits", () => {
  const script = 'eval "exec $PROGRAM" & read line <&3';

  it("ends a child that takes reparenting for its parent's end", async () => {
    const program = { naive: true, takes: "reparenting" } as const;
    const { service, report, exitLauncher } = await launch({ script, program });
    await exitLauncher();
    await expectMistaken(service, report);
  });

  it("keeps running", async () => {
    const { service, report, up, exitLauncher } = await launch({ script, program: { naive: false } });
    expect(up).toMatchObject({ mode: "standalone", launch: { mode: "service", stdin: "null" } });
    await exitLauncher();
    await expectKeepsRunning(service, report);
  });
});

describe.each([
  { host: "a command of a pipeline", script: 'sleep 1000 | eval "exec $PROGRAM" & read line <&3' },
  {
    host: "whoever started the launcher",
    script: `sleep 1000 | sh -c 'exec 4<&0; eval "exec $PROGRAM" <&4 4<&- & read line <&3'`,
  },
])("the launcher exits while $host holds the pipe", ({ script }) => {
  it("ends a child that takes reparenting for its parent's end", async () => {
    const program = { naive: true, takes: "reparenting" } as const;
    const { service, report, exitLauncher } = await launch({ script, program });
    await exitLauncher();
    await expectMistaken(service, report);
  });

  it("keeps running while it is held, and no longer", async () => {
    const program = { naive: false };
    const { service, report, up, exitLauncher, others, bystander } = await launch({ script, program });
    expect(up.mode).toBe("pipe");
    await exitLauncher();
    await expectAliveFor(service, 500);
    expect(report.of("shutdown")).toEqual([]);

    for (const each of others) killByIdentity(each, "SIGKILL");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "reparented" });
    await expectDead(service);
    bystander.expectAlive();
  });
});

describe("`nohup node c` on a terminal: stdin cannot be read", () => {
  const itNeedsTerminal = itNeeds(requireTool("script", { package: "bsdutils" }));
  const script = `script --quiet --return --command 'eval "nohup $PROGRAM"' /dev/null`;

  itNeedsTerminal("ends a child that takes the end of stdin for its parent's", async () => {
    const { service, report } = await launch({ script, program: { naive: true } });
    await expectMistaken(service, report);
  });

  itNeedsTerminal("keeps running", async () => {
    const { service, report, up } = await launch({ script, program: { naive: false } });
    expect(up).toMatchObject({ mode: "standalone", launch: { mode: "service", stdin: "null" } });
    await expectKeepsRunning(service, report);
  });
});
