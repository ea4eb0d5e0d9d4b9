import { describe, expect, it } from "vitest";
import { type ForkHostSpec, startForkHost } from "../support/fork-host.js";
import {
  type ChildReports,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  nodeFixture,
  portIsFree,
  startBystander,
  until,
} from "../support/index.js";

/** What a service manager gave to the parent, and what the child inherits of it. */
const inherited = {
  INVOCATION_ID: "0123456789abcdef0123456789abcdef",
  SYSTEMD_EXEC_PID: "$$",
  JOURNAL_STREAM: "8:12345",
  pm_id: "0",
  KUBERNETES_SERVICE_HOST: "10.0.0.1",
  SUPERVISOR_ENABLED: "1",
};

async function killTheService({ bound }: { bound: boolean }) {
  const bystander = startBystander();
  const report = createReport<ChildReports>();
  const worker = childFixture({ port: true, bind: bound && { probeInterval: 0 } });
  const host = startForkHost(worker, { env: inherited }, { env: report.env });
  const up = await report.message("up");
  const child = identify(up.pid);
  host.kill("SIGKILL");
  await host.exit;
  return { report, up, child, port: up.port ?? 0, bystander };
}

describe("a worker forked below a service", () => {
  it("is leaked without a binding", async () => {
    const { child, port } = await killTheService({ bound: false });
    await expectAliveFor(child, 500);
    expect(await portIsFree(port)).toBe(false);
  });

  it("is bound by IPC, and ends with its parent", async () => {
    const { report, up, child, port, bystander } = await killTheService({ bound: true });
    expect(up.mode).toBe("ipc");
    expect(up.launch).toMatchObject({ mode: "ipc", evidence: ["There is an IPC channel."] });
    expect(up.launch?.manager).toBeUndefined();
    const hook = await report.message("hook");
    expect(hook).toMatchObject({ reason: "parent-exited", evidence: "disconnect" });
    await expectDead(child);
    await until("the port to be free", () => portIsFree(port));
    bystander.expectAlive();
  });

  it("is not bound where that service is its own manager, and outlives it", async () => {
    const report = createReport<ChildReports>();
    const spec: ForkHostSpec = { env: inherited, title: "PM2 v5.3.0: God Daemon" };
    const host = startForkHost(childFixture({ bind: { probeInterval: 50 } }), spec, { env: report.env });
    const up = await report.message("up");
    expect(up).toMatchObject({ mode: "standalone", launch: { mode: "service", manager: "pm2" } });
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(identify(up.pid), 300);
    expect(report.of("shutdown")).toEqual([]);
  });
});

describe("a forked child that has nothing more to do", () => {
  function finish({ naive }: { naive: boolean }) {
    const report = createReport<ChildReports>();
    const host = startForkHost(nodeFixture("disconnect-listener.mjs", { naive }), {}, { env: report.env });
    return { report, host };
  }

  it('is kept alive by a "disconnect" listener of its own', async () => {
    const { report } = finish({ naive: true });
    const { pid } = await report.message("up");
    await expectAliveFor(identify(pid), 500);
  });

  it("is not kept alive by ours", async () => {
    const { report, host } = finish({ naive: false });
    expect(await report.message("up")).toMatchObject({ mode: "ipc" });
    expect(await host.message("exit")).toMatchObject({ code: 0, signal: null });
    expect(host.process.exitCode).toBe(null);
  });
});

describe("a forked child whose parent has disconnected before it binds", () => {
  async function disconnect({ bound }: { bound: boolean }) {
    const report = createReport<ChildReports & { waiting: object }>();
    const options = bound ? { probeInterval: 0 } : false;
    const host = startForkHost(nodeFixture("late-binder.mjs", options as object), {}, { env: report.env });
    await report.message("waiting");
    host.send("disconnect");
    const up = await report.message("up");
    return { report, host, up };
  }

  it("lives on without a binding", async () => {
    const { up } = await disconnect({ bound: false });
    await expectAliveFor(identify(up.pid), 300);
  });

  it("shuts down", async () => {
    const { report, host, up } = await disconnect({ bound: true });
    expect(up.mode).toBe("ipc");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "disconnect" });
    expect(await host.message("exit")).toMatchObject({ code: 0, signal: null });
  });
});
