import { setTimeout as sleep } from "node:timers/promises";
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
  type ProcessIdentity,
  type Stamp,
  start,
  startBystander,
} from "../support/index.js";

/** A real run of vitest, with a worker whose test has started a child. In the control neither of the two has a lifeline. */
async function startRun({ plain }: { plain: boolean }) {
  const bystander = startBystander();
  const report = createReport<ChildReports & { worker: Stamp }>();
  const binding = plain ? { LIFELINE_TEST_PLAIN: "1" } : { LIFELINE_TEST_BIND: "1" };
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", fixture("worker.config.ts")];
  const { identity: runner } = start(process.execPath, args, {
    cwd: root,
    env: { ...report.env, ...binding },
  });
  const worker = identify((await report.message("worker", { timeout: 30_000 })).pid);
  const child = identify((await report.message(plain ? "up" : "bound")).pid);
  expect(new Set([runner.pid, worker.pid, child.pid]).size).toBe(3);
  return { runner, worker, child, report, bystander };
}

async function kill(identity: ProcessIdentity) {
  killByIdentity(identity);
  await expectDead(identity);
}

describe("vitest or its worker is killed", () => {
  it("leaks the worker, and then the child that a test has started, without lifelines", async () => {
    const { runner, worker, child } = await startRun({ plain: true });
    // What a worker still has to tell its runner would end it: by then it has said it.
    await sleep(1_000);
    await kill(runner);
    await expectAliveFor(worker, 300);
    await kill(worker);
    await expectAliveFor(child, 300);
  });

  it("ends the child of a test whose worker is killed", async () => {
    const { worker, child, report, bystander } = await startRun({ plain: false });
    await kill(worker);
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });

  it("ends a worker that has bound itself in a setup file, and its child", async () => {
    const { runner, worker, child, bystander } = await startRun({ plain: false });
    await kill(runner);
    await expectDead([worker, child]);
    bystander.expectAlive();
  });
});
