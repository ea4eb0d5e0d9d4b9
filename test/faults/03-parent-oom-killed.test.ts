import { describe, expect } from "vitest";
import {
  type Cgroup,
  type ChildReports,
  canLimit,
  childFixture,
  commandLine,
  createCgroup,
  createReport,
  expectAliveFor,
  type HostMessages,
  identify,
  itNeeds,
  nodeFixture,
  registerForKilling,
  start,
  startBystander,
  until,
} from "../support/index.js";

const lifeline = { gracePeriod: 2_000 };
const FOREIGN = "setsid sleep 3600 & env -i sleep 3600 & ( trap '' TERM; exec sleep 3600 ) & wait";

/** P with C and F, which starts G in three ways; all of them in one cgroup, and with them the guard. */
async function startInside(cgroup: Cgroup, { plain }: { plain: boolean }) {
  const report = createReport<ChildReports>();
  const bystander = startBystander();
  const c = childFixture(plain ? { bind: false } : {});
  const f = { command: "bash", args: ["-c", FOREIGN] };
  const children = [c, f].map((each) => ({ ...each, lifeline, options: { stdio: "ignore" as const } }));
  const { command, args } = cgroup.holding(nodeFixture("host.mjs", { plain, children }));
  const host = start<HostMessages>(command, args, { env: report.env });
  await report.message(plain ? "up" : "bound");
  const guards = plain ? 0 : 1;
  await until("all to run", () => cgroup.pids().length === 6 + guards);
  const guard = cgroup.pids().filter((pid) => commandLine(pid).includes("lifeline-guard"));
  expect(guard).toHaveLength(guards);
  // One of them has no environment by which the clean-up could find it.
  for (const pid of cgroup.pids()) if (!guard.includes(pid)) registerForKilling(identify(pid));
  return { host, report, bystander };
}

async function runOutOfMemory({ plain }: { plain: boolean }) {
  const cgroup = createCgroup("memory");
  cgroup.write(cgroup.version === 1 ? "memory.limit_in_bytes" : "memory.max", 256 * 2 ** 20);
  // Swapping would only take longer.
  if (cgroup.version === 1) cgroup.write("memory.swappiness", 0);
  else cgroup.write("memory.swap.max", 0);
  const inside = await startInside(cgroup, { plain });
  inside.host.send({ do: "grow" });
  expect(await inside.host.exit).toEqual({ code: null, signal: "SIGKILL" });
  const events = cgroup.read(cgroup.version === 1 ? "memory.oom_control" : "memory.events");
  expect(events).toMatch(/^oom_kill [1-9]/m);
  return { cgroup, ...inside };
}

describe("P is killed because its cgroup has run out of memory", () => {
  const it = itNeeds(canLimit("memory"));

  it("leaks C, F and G without us", async () => {
    const { cgroup } = await runOutOfMemory({ plain: true });
    for (const end = performance.now() + 1_000; performance.now() < end; )
      expect(cgroup.pids()).toHaveLength(5);
  });

  it("ends C after its hook, F and G, and the guard, which is in the same cgroup", async () => {
    const { cgroup, report, bystander } = await runOutOfMemory({ plain: false });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await until("the cgroup to be empty", () => cgroup.pids().length === 0);
    bystander.expectAlive();
  });
});

// What memory.oom.group does, and systemd with KillMode=control-group.
describe("P's cgroup is killed as a whole", () => {
  itNeeds(canLimit("kill"))(
    "ends all that is in it, the guard too; nobody is left to end what had moved out",
    async () => {
      const cgroup = createCgroup("kill");
      const { report, bystander } = await startInside(cgroup, { plain: false });
      const isSleep = (pid: number) => commandLine(pid) === "sleep 3600";
      const grandchild = await until("G to run", () => cgroup.pids().find(isSleep));
      const outside = identify(grandchild);
      cgroup.letOut(grandchild);
      cgroup.write("cgroup.kill", 1);
      await until("the cgroup to be empty", () => cgroup.pids().length === 0);
      expect(report.of("hook")).toEqual([]);
      await expectAliveFor(outside, 300);
      bystander.expectAlive();
    },
  );
});
