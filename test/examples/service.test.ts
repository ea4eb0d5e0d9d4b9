import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  expectAliveFor,
  expectDead,
  identify,
  itNeeds,
  portIsFree,
  requireTool,
  type Started,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { output, root } from "./example.js";

const folder = join(root, "examples/service");
const program = join(root, "examples/foreign-parent/child.mjs");
const unit = readFileSync(join(folder, "example.service"), "utf8");

/** It found service mode, keeps running, and its onShutdown runs when `stop` sends a SIGTERM. */
async function expectService(service: Started, evidence: RegExp, stop: () => void): Promise<void> {
  await output(service, evidence);
  const [, pid, port] = await output(service, /^child: pid (\d+), port (\d+), mode standalone$/m);
  const child = identify(Number(pid));
  service.process.stdin?.end();
  await expectAliveFor(child, 500);
  expect(await portIsFree(Number(port))).toBe(false);
  stop();
  await output(service, /^child: closed, because of signal \(SIGTERM\)$/m);
  await expectDead(child);
  await until("the port to be free", () => portIsFree(Number(port)));
}

describe("examples/service/run", () => {
  itNeeds(requireTool("runsv", { package: "runit" }))(
    "is a service under runit, whatever its stdin",
    async () => {
      const service = temporaryDirectory();
      copyFileSync(join(folder, "run"), join(service, "run"));
      const runsv = start("runsv", [service], { env: { APP: join(root, "examples/foreign-parent") } });
      await expectService(runsv, /^child: The parent process, \d+, is runit\.$/m, () =>
        runsv.kill("SIGTERM"),
      );
      expect(await runsv.exit).toEqual({ code: 0, signal: null });
    },
  );
});

describe("examples/service/example.service", () => {
  it("is a service when it is started as systemd does it", async () => {
    const started = start("sh", ["-c", `SYSTEMD_EXEC_PID=$$ exec node "$0" </dev/null`, program]);
    await expectService(started, /^child: SYSTEMD_EXEC_PID is our own pid\.$/m, () => started.kill());
    expect(await started.exit).toEqual({ code: 0, signal: null });
  });

  it("names absolute paths, and a stop timeout above the grace period of 5 s", () => {
    expect(unit).toMatch(/^\[Unit\]$/m);
    expect(unit).toMatch(/^\[Service\]\nExecStart=\/\S+ \/\S+\/child\.mjs$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(5);
  });

  itNeeds(requireTool("systemd-analyze", { package: "systemd" }))("is accepted by systemd-analyze", () => {
    const copy = join(temporaryDirectory(), "example.service");
    writeFileSync(copy, unit.replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath} ${program}`));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", copy], { encoding: "utf8" });
    expect(stderr.split("\n").filter((line) => line.includes("example.service"))).toEqual([]);
    expect(status).toBe(0);
  });
});
