import { describe, expect, it } from "vitest";
import {
  asShell,
  type ChildReports,
  type ChildSpec,
  type Command,
  childFixture,
  clock,
  createReport,
  expectAliveFor,
  expectDead,
  type HostMessages,
  identify,
  killByIdentity,
  nodeFixture,
  portIsFree,
  readProcess,
  scaled,
  start,
  startBystander,
  until,
} from "../support/index.js";

const probeInterval = 400;
/** What a busy machine may take to run a timer that is due, and to write the report. */
const lateness = scaled(2_000);

interface Zombie {
  child: Command;
  /** Another process holds the write end, so that EOF never comes. */
  leak?: boolean;
}

// The grandparent forks P, becomes sleep, and so never waits for it.
async function makeZombieParent({ child, leak = false }: Zombie) {
  const bystander = startBystander();
  const report = createReport<ChildReports>();
  // The probe is on trial here, so nobody else may end the child.
  const spec = { children: [{ ...child, lifeline: { guard: false as const } }] };
  const script = `${asShell(nodeFixture("host.mjs", spec))} <&3 & exec sleep 1000 3<&-`;
  const grandparent = start<HostMessages>("sh", ["-c", `exec 3<&0; ${script}`], { env: report.env });
  const { pids } = await grandparent.message("spawned");
  const host = identify(readProcess(pids[0] ?? 0)?.ppid ?? 0);
  const up = await report.message("up");
  if (up.mode) await report.message("bound");
  if (leak) {
    grandparent.send({ do: "leak" });
    await grandparent.message("leaked");
  }
  killByIdentity(host, "SIGKILL");
  const killedAt = clock();
  await until("the parent to be a zombie", () => readProcess(host.pid)?.state === "Z");
  return { child: identify(up.pid), host, port: up.port ?? 0, report, killedAt, bystander };
}

async function expectNoticed({ child, host, port, report, killedAt, bystander }: Aftermath) {
  const hook = await report.message("hook");
  expect(hook.clock - killedAt).toBeLessThan(probeInterval + lateness);
  await expectDead(child);
  await until("the port to be free", () => portIsFree(port));
  // It still is what misleads signal 0.
  expect(readProcess(host.pid)).toMatchObject({ start: host.start, state: "Z" });
  bystander.expectAlive();
  return hook;
}

type Aftermath = Awaited<ReturnType<typeof makeZombieParent>>;

/** It goes on behind the shell: bound, but not the direct child. */
function behindShell(child: Command): Command {
  return { command: "sh", args: ["-c", `${asShell(child)} & wait`] };
}

function bound(bind: ChildSpec["bind"]): Command {
  return childFixture({ port: true, bind });
}

describe("P is a zombie that nobody reaps", () => {
  it("goes unnoticed by a child that asks with signal 0", async () => {
    const { child, report } = await makeZombieParent({ child: nodeFixture("asks-signal-0.mjs") });
    const answered = report.of("answered").length;
    await report.message("answered", { count: answered + 20 });
    await expectAliveFor(child, 100);
  });

  it("is noticed within one probe interval", async () => {
    const aftermath = await makeZombieParent({ child: bound({ probeInterval }) });
    const { evidence } = await expectNoticed(aftermath);
    expect(["eof", "reset"]).toContain(evidence);
  });
});

const positions = [
  { position: "its direct child", wrap: (child: Command) => child, evidence: "reparented" },
  { position: "behind a shell", wrap: behindShell, evidence: "parent-zombie" },
];

describe.each(positions)("P is a zombie, its write end leaked, C $position", ({ wrap, evidence }) => {
  it("goes unnoticed without a probe: there is no EOF", async () => {
    const { child } = await makeZombieParent({ child: wrap(bound({ probeInterval: 0 })), leak: true });
    await expectAliveFor(child, 2 * probeInterval);
  });

  it("is noticed within one probe interval", async () => {
    const aftermath = await makeZombieParent({ child: wrap(bound({ probeInterval })), leak: true });
    expect(await expectNoticed(aftermath)).toMatchObject({ reason: "parent-exited", evidence });
  });
});
