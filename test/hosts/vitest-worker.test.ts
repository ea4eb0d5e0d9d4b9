import { describe, expect, it } from "vitest";
import { root } from "../examples/example.js";
import {
  type ChildReports,
  createReport,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  killByIdentity,
  type Stamp,
  start,
  startBystander,
} from "../support/index.js";

interface Run {
  /** The negative control: the child is started with plain `spawn`, or the worker is not bound. */
  plain: boolean;
  kill: "worker" | "runner";
}

/** A real run of vitest, with a worker whose test has started a child. */
async function killOne({ plain, kill }: Run) {
  const bystander = startBystander();
  const report = createReport<ChildReports & { worker: Stamp }>();
  const binding = plain ? { LIFELINE_TEST_PLAIN: "1" } : { LIFELINE_TEST_BIND: "1" };
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", fixture("worker.config.ts")];
  const runner = start(process.execPath, args, { cwd: root, env: { ...report.env, ...binding } });
  const worker = identify((await report.message("worker", { timeout: 30_000 })).pid);
  const child = identify((await report.message(plain ? "up" : "bound")).pid);
  expect(worker.pid).not.toBe(runner.pid);
  killByIdentity(kill === "worker" ? worker : runner.identity);
  await expectDead(kill === "worker" ? worker : runner.identity);
  return { worker, child, report, runner, bystander };
}

describe("the worker of vitest is killed", () => {
  it("leaks the child that a test has started with plain spawn", async () => {
    const { child } = await killOne({ plain: true, kill: "worker" });
    await expectAliveFor(child, 300);
  });

  it("ends the child that a test has started", async () => {
    const { child, report, bystander } = await killOne({ plain: false, kill: "worker" });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});

describe("vitest itself is killed", () => {
  it("leaks a worker that is not bound, and its child", async () => {
    const { worker, child } = await killOne({ plain: true, kill: "runner" });
    await expectAliveFor(worker, 300);
    await expectAliveFor(child, 300);
  });

  it("ends a worker that has bound itself in a setup file, and its child", async () => {
    const { worker, child, bystander } = await killOne({ plain: false, kill: "runner" });
    await expectDead([worker, child]);
    bystander.expectAlive();
  });
});
