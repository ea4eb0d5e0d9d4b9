import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { cleanupMark } from "../support/cleanup.js";
import {
  asShell,
  createReport,
  isRoot,
  itNeeds,
  readProcess,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import {
  expectKeepsRunning,
  expectMistaken,
  type ServiceReports,
  serviceProgram,
  upService,
} from "../support/service.js";

const itNeedsCron = itNeeds(requireTool("cron"), isRoot, canUnshareMounts);

// A mount namespace of its own hides the crontabs of this machine from this cron, and this cron from the machine.
// The empty /run makes it believe that the machine has just started: it runs its @reboot entries at once.
const privateCron = `
mount -t tmpfs none /run && mount -t tmpfs none /etc/cron.d && mount -t tmpfs none /var/spool/cron &&
mkdir -p /var/spool/cron/crontabs && mount --bind "$1" /etc/crontab && exec /usr/sbin/cron -f`;

// cron gives its jobs a pipe that is at its end from the start.
async function runByCron({ naive }: { naive: boolean }) {
  const bystander = startBystander();
  const report = createReport<ServiceReports>();
  const crontab = join(temporaryDirectory(), "crontab");
  // cron passes no environment on, so what marks the processes of tests stands in its crontab.
  const env = { ...report.env, ...cleanupMark(), LIFELINE_TEST_RUN: process.env.LIFELINE_TEST_RUN };
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  lines.push(`@reboot root exec ${asShell(serviceProgram({ naive }))}`);
  writeFileSync(crontab, `${lines.join("\n")}\n`, { mode: 0o644 });
  const cron = start("unshare", ["--mount", "sh", "-c", privateCron, "sh", crontab], { stdio: "ignore" });
  return { cron, report, bystander, ...(await upService(report)) };
}

describe("service mode: cron", () => {
  itNeedsCron("ends a child that takes the end of stdin for its parent's", async () => {
    const { report, service } = await runByCron({ naive: true });
    await expectMistaken(service, report);
  });

  itNeedsCron("is standalone, says why, and outlives the manager", async () => {
    const { cron, report, up, service, bystander } = await runByCron({ naive: false });
    // The daemon has forked for this job.
    expect(readProcess(up.ppid)).toMatchObject({ command: "cron", ppid: cron.pid });
    expect(up.mode).toBe("standalone");
    expect(up.launch).toEqual({
      mode: "service",
      stdin: "pipe",
      manager: "cron",
      evidence: [`The parent process, ${up.ppid}, is cron.`],
    });
    cron.kill("SIGKILL");
    await cron.exit;
    await expectKeepsRunning(service, report);
    bystander.expectAlive();
  });
});
