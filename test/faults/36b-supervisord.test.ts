import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  asShell,
  createReport,
  itNeeds,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
} from "../support/index.js";
import {
  expectKeepsRunning,
  expectMistaken,
  type ServiceReports,
  serviceProgram,
  upService,
} from "../support/service.js";

const itNeedsSupervisord = itNeeds(requireTool("supervisord", { package: "supervisor" }));

// supervisord holds a pipe to its programs' stdin and never closes it: their stdin ends when it is killed.
async function killSupervisord({ naive }: { naive: boolean }) {
  const bystander = startBystander();
  const folder = temporaryDirectory();
  const config = join(folder, "supervisord.conf");
  const program = asShell(serviceProgram({ naive }));
  writeFileSync(
    config,
    `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=${join(folder, "pid")}
[program:service]
command=${program}
autorestart=false
startsecs=0
stdout_logfile=/dev/null
stderr_logfile=/dev/null
`,
  );
  const report = createReport<ServiceReports>();
  const supervisord = start("supervisord", ["--configuration", config], { stdio: "ignore", env: report.env });
  const { up, service } = await upService(report);
  supervisord.kill("SIGKILL");
  await supervisord.exit;
  return { supervisord, report, up, service, bystander };
}

describe("service mode: supervisord", () => {
  itNeedsSupervisord("ends a child that takes the end of stdin for its parent's", async () => {
    const { report, service } = await killSupervisord({ naive: true });
    await expectMistaken(service, report);
  });

  itNeedsSupervisord("is standalone, says why, and outlives the manager", async () => {
    const { supervisord, report, up, service, bystander } = await killSupervisord({ naive: false });
    expect(up).toMatchObject({ mode: "standalone", ppid: supervisord.pid });
    expect(up.launch).toEqual({
      mode: "service",
      stdin: "pipe",
      manager: "supervisord",
      evidence: [`The parent process, ${supervisord.pid}, is supervisord.`],
    });
    await expectKeepsRunning(service, report);
    bystander.expectAlive();
  });
});
