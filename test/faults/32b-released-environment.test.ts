import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import {
  createReport,
  expectAliveFor,
  identify,
  isDead,
  registerForKilling,
  startHost,
} from "../support/index.js";

const library = import.meta.resolve("lifeline-parent");

/**
 * How C starts what is to outlive it: a browser, a build daemon, a tmux server. Where that is to be found by the group
 * of C alone, C takes its whole grace period: a group is proved by its leader, which must be seen in it.
 */
interface Way {
  released: boolean;
  detached: boolean;
}

const daemonStarter = ({ released, detached }: Way) =>
  childProgram(`
    import { spawn } from "node:child_process";
    import { releasedEnv } from "${library}";
    bindToParent({ onShutdown: () => ${detached ? "undefined" : "new Promise(() => {})"} });
    const env = ${released ? "releasedEnv()" : "process.env"};
    const daemon = spawn("sleep", ["3600"], { env, detached: ${detached}, stdio: "ignore" });
    daemon.unref();
    report("daemon", { child: daemon.pid });
    setInterval(() => {}, 1_000);
  `);

async function startDaemon(way: Way) {
  const report = createReport<{ daemon: { child: number } }>();
  const lifeline = { gracePeriod: 2_000 };
  const options = { stdio: "ignore" };
  const host = startHost({ children: [{ ...daemonStarter(way), options, lifeline }] }, { env: report.env });
  await host.message("bound");
  const daemon = registerForKilling(identify((await report.message("daemon")).child));
  const child = identify((await host.message("spawned")).pids[0] as number);
  host.send({ do: "members" });
  const { members } = await host.message("members");
  const isShown = members.some(({ pid }) => pid === daemon.pid);
  return { host, child, daemon, isShown };
}

async function stopTheChild(way: Way) {
  const started = await startDaemon(way);
  started.host.send({ do: "stop" });
  await started.host.message("stopped");
  return started;
}

async function killTheParent(way: Way) {
  const started = await startDaemon(way);
  started.host.kill("SIGKILL");
  await expectEndedByGuard(started.child);
  await expectGuardGone(started.host.pid);
  return started;
}

describe.each([
  ["stop()", stopTheChild],
  ["the death of P", killTheParent],
] as const)("%s and a process that C released", (_, endTheTree) => {
  it("spares it with releasedEnv() and a session of its own", async () => {
    const { daemon, isShown } = await endTheTree({ released: true, detached: true });
    expect(isShown).toBe(false);
    await expectAliveFor(daemon, 300);
  });

  // The controls: either half alone is no way out.
  it.each([
    ["without releasedEnv()", { released: false, detached: true }],
    ["without a session of its own", { released: true, detached: false }],
  ])("ends it %s", async (_, way) => {
    const { daemon, isShown } = await endTheTree(way);
    expect(isShown).toBe(true);
    expect(isDead(daemon)).toBe(true);
  });
});
