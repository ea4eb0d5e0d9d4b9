import { describe, expect, it } from "vitest";
import { expectEndWithParent, runExample } from "../examples/example.js";
import { expectEndedByGuard } from "../support/guards.js";
import { type ChildSpec, childFixture, expectAliveFor, expectDead } from "../support/index.js";
import { killTheParent, type Spawner } from "./parent-program.js";

/** `execArgv`: options of Node for the worker, which would else be those of the parent. */
function cluster(execArgv: readonly string[] = []): Spawner {
  return {
    imports: 'import cluster from "node:cluster";',
    spawn: `const [exec, ...others] = args;
      cluster.setupPrimary({ exec, args: others, execArgv: ${JSON.stringify(execArgv)}, stdio: options.stdio });
      attach(cluster.fork(options.env).process);`,
    for: "fork",
  };
}

async function killThePrimary({ plain, ...spec }: { plain: boolean } & Pick<ChildSpec, "block">) {
  const worker = childFixture({ ...spec, bind: plain ? false : {} });
  const when = spec.block ? "blocking" : "up";
  return killTheParent(cluster(), worker, { plain, when, gracePeriod: 300 });
}

const long = 600_000;

describe("the primary of a node:cluster worker is killed", () => {
  it("leaks a worker that is busy, without a lifeline", async () => {
    const { child } = await killThePrimary({ plain: true, block: long });
    await expectAliveFor(child, 500);
  });

  it("ends a worker that is busy", async () => {
    const { child, bystander } = await killThePrimary({ plain: false, block: long });
    await expectEndedByGuard(child);
    bystander.expectAlive();
  });

  // No leak to prevent, but neither is there time to clean up.
  it("ends a worker that is idle even without a lifeline: Node does that", async () => {
    const { child } = await killThePrimary({ plain: true });
    await expectDead(child);
  });

  it("ends the worker of examples/cluster.mjs after it has closed what it holds", async () => {
    const ready = /^parent: pid \d+, the child is ready$/m;
    await expectEndWithParent(await runExample("node", ["examples/cluster.mjs"], ready));
  });

  /** The line of examples/cluster.mjs. */
  const ownWish = "import cluster from 'node:cluster';cluster.worker.exitedAfterDisconnect=true";

  it("ends a worker that is bound over IPC, because the primary is not ours, by its own onShutdown", async () => {
    const execArgv = [`--import=data:text/javascript,${encodeURIComponent(ownWish)}`];
    const { child, report } = await killTheParent(cluster(execArgv), childFixture({}), { plain: true });
    expect(await report.message("up")).toMatchObject({ mode: "ipc", launch: { mode: "ipc" } });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "disconnect" });
    await expectDead(child);
  });

  it.each([
    ["cuts the onShutdown of a worker short", []],
    ["leaves it its time, where the worker takes the disconnect for its own wish", [ownWish]],
  ])("%s", async (_, imports) => {
    const execArgv = imports.map((text) => `--import=data:text/javascript,${encodeURIComponent(text)}`);
    const worker = childFixture({ onShutdown: { delay: 200 } });
    const { child, report } = await killTheParent(cluster(execArgv), worker, { plain: false });
    await expectDead(child);
    expect(report.of("hook-done").length).toBe(imports.length);
  });
});
