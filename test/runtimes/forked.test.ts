import { expect, it } from "vitest";
import { startForkHost } from "../support/fork-host.js";
import {
  type ChildReports,
  childFixture,
  createReport,
  describeNeeds,
  expectAliveFor,
  expectDead,
  identify,
  start,
} from "../support/index.js";
import { runtimes } from "./runtimes.js";

for (const runtime of runtimes) {
  describeNeeds(runtime.here)(`${runtime.name}, forked by itself`, () => {
    it.each([false, true])("ends with its parent if it is bound: %s", async (bound) => {
      const report = createReport<ChildReports>();
      const module = childFixture({ bind: bound && { probeInterval: 0 } });
      const host = startForkHost(module, {}, { env: report.env }, [], runtime.command);
      const up = await report.message("up");
      const child = identify(up.pid);
      host.kill("SIGKILL");
      await host.exit;
      if (!bound) return expectAliveFor(child, 200);
      expect(up.mode).toBe("ipc");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "disconnect" });
      await expectDead(child);
    });

    it("ends when it has nothing more to do, or its evidence says why not", async () => {
      const report = createReport<ChildReports>();
      const module = childFixture({ keepAlive: false });
      const host = startForkHost(module, {}, { env: report.env }, [], runtime.command);
      const up = await report.message("up");
      if (!runtime.holdsIpc) expect(await host.message("exit")).toMatchObject({ code: 0, signal: null });
      const told = up.launch?.evidence.join(" ").includes("keeps the process alive") ?? false;
      expect(told).toBe(runtime.holdsIpc);
      if (runtime.holdsIpc) await expectAliveFor(identify(up.pid), 200);
    });

    it("does not take its IPC channel for a lifeline", async () => {
      const report = createReport<ChildReports>();
      const { command, args } = childFixture({}, runtime.command);
      const LIFELINE = `v=1;fd=3;token=${"0".repeat(32)};parent=${process.pid};start=-;boot=-`;
      start(command, args, { stdio: ["ignore", "pipe", "pipe", "ipc"], env: { ...report.env, LIFELINE } });
      const { launch } = await report.message("up");
      expect(launch).toMatchObject({ mode: "ipc" });
      expect(launch?.evidence).toContain("LIFELINE names fd 3, which is our IPC channel.");
    });
  });
}
