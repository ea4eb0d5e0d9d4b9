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

const itNeedsRunit = itNeeds(requireTool("runsv", { package: "runit" }));

// runsv hands its own stdin on. Here it is a pipe, so that the service loses its parent and the end of its stdin.
async function killRunsv({ naive }: { naive: boolean }) {
  const bystander = startBystander();
  const folder = temporaryDirectory();
  const script = `#!/bin/sh\nexec ${asShell(serviceProgram({ naive }))}\n`;
  writeFileSync(join(folder, "run"), script, { mode: 0o755 });
  const report = createReport<ServiceReports>();
  const runsv = start("runsv", [folder], { env: report.env });
  const { up, service } = await upService(report);
  // First the manager, or it would start the service again.
  runsv.kill("SIGKILL");
  await runsv.exit;
  runsv.process.stdin?.end();
  return { runsv, report, up, service, bystander };
}

describe("service mode: runit", () => {
  itNeedsRunit("ends a child that takes the end of stdin for its parent's", async () => {
    const { report, service } = await killRunsv({ naive: true });
    await expectMistaken(service, report);
  });

  itNeedsRunit("is standalone, says why, and outlives the manager", async () => {
    const { runsv, report, up, service, bystander } = await killRunsv({ naive: false });
    expect(up).toMatchObject({ mode: "standalone", ppid: runsv.pid });
    expect(up.launch).toEqual({
      mode: "service",
      stdin: "socket",
      manager: "runit",
      evidence: [`The parent process, ${runsv.pid}, is runit.`],
    });
    await expectKeepsRunning(service, report);
    bystander.expectAlive();
  });
});
