import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asShell, createReport, start, temporaryDirectory } from "../support/index.js";
import {
  expectKeepsRunning,
  expectMistaken,
  type ServiceReports,
  serviceProgram,
} from "../support/service.js";

interface Service {
  naive: boolean;
  stdin: string;
  env?: string;
  channel?: "auto" | "stdin";
}

// The shell opens stdin in the way that is asked for, and becomes the program.
async function serve({ naive, stdin, env = "", channel = "auto" }: Service) {
  const file = join(temporaryDirectory(), "stdin");
  writeFileSync(file, "one\ntwo\n");
  const report = createReport<ServiceReports>();
  const script = `${env} exec ${asShell(serviceProgram({ naive, channel }))} ${stdin}`;
  const service = start("sh", ["-c", script], { env: { ...report.env, FILE: file } });
  const up = await report.message("up");
  // For the pipe of SYSTEMD_EXEC_PID; the others have none.
  service.process.stdin?.end();
  return { service, report, up };
}

const ways = [
  { way: "/dev/null", stdin: "</dev/null", kind: "null", evidence: "stdin is /dev/null." },
  // Node itself opens /dev/null where it finds no stdin.
  { way: "closed", stdin: "<&-", kind: "null", evidence: "stdin is /dev/null." },
  { way: "a file", stdin: `<"$FILE"`, kind: "file", evidence: "stdin is a file." },
  // The service manager is believed before stdin is looked at: this one is a pipe that ends.
  {
    way: "a pipe that systemd holds",
    stdin: "",
    env: "SYSTEMD_EXEC_PID=$$",
    kind: expect.stringMatching(/pipe|socket/),
    evidence: "SYSTEMD_EXEC_PID is our own pid.",
    manager: "systemd",
  },
];

describe.each(ways)("service mode: stdin is $way", ({ stdin, env, kind, evidence, manager }) => {
  it("ends a child that takes the end of stdin for its parent's", async () => {
    const { service, report } = await serve({ naive: true, stdin, env });
    await expectMistaken(service.identity, report);
  });

  it.each(["auto", "stdin"] as const)("keeps running, and says why, with channel %j", async (channel) => {
    const { service, report, up } = await serve({ naive: false, stdin, env, channel });
    expect(up).toMatchObject({ mode: "standalone", launch: { mode: "service", stdin: kind } });
    expect(up.launch?.manager).toBe(manager);
    expect(up.launch?.evidence).toContainEqual(evidence);
    await expectKeepsRunning(service.identity, report);
    expect(await service.exit).toEqual({ code: 0, signal: null });
  });
});
