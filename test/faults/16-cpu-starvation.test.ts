import { spawnSync } from "node:child_process";
import { availableParallelism, setPriority } from "node:os";
import { expect, it } from "vitest";
import { runBeatingPair } from "../support/beating.js";
import {
  describeNeeds,
  expectAliveFor,
  expectDead,
  isDead,
  portIsFree,
  requireTool,
  start,
  until,
} from "../support/index.js";

// As short as to make every missed turn of the scheduler count.
const beat = 20;
const loopsPerCore = 8;
// Starved processes also report, and die, when they get their turn.
const timeout = 30_000;
const lowest = 19;

// The loops run at the lowest priority, and so do ours: whatever else runs on this machine is not starved with them.
async function starve({ impatient }: { impatient: boolean }) {
  const pair = await runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat } });
  for (let index = 0; index < loopsPerCore * availableParallelism(); index++) {
    start("nice", ["-n", `${lowest}`, "sh", "-c", "while :; do :; done"], { stdio: "ignore" });
  }
  // The impatient one may have been ended by now.
  if (!impatient || !isDead(pair.child)) setPriority(pair.child.pid, lowest);
  // Below even the loops, or a fair scheduler would let a parent that mostly sleeps beat in time.
  const chrt = ["--all-tasks", "--idle", "--pid", "0", `${pair.host.pid}`];
  expect(spawnSync("chrt", chrt)).toMatchObject({ status: 0 });
  return pair;
}

describeNeeds(requireTool("chrt", { package: "util-linux" }), requireTool("nice", { package: "coreutils" }))(
  `the CPU is starved by ${loopsPerCore} busy loops per core`,
  () => {
    it("ends a child with a plain timer that each beat resets", async () => {
      const { host, child, report } = await starve({ impatient: true });
      await report.message("mistaken", { timeout });
      await expectDead(child, timeout);
      expect(isDead(host.identity)).toBe(false);
    });

    it("is no false death, and the true one is still noticed", async () => {
      const { host, child, port, report, bystander } = await starve({ impatient: false });
      // Starved indeed: five beats were missed.
      await report.message("stall", { timeout });
      await expectAliveFor(child, 50 * beat);
      expect(report.of("shutdown")).toEqual([]);
      host.kill("SIGKILL");
      expect(await report.message("hook", { timeout })).toMatchObject({ reason: "parent-exited" });
      await expectDead(child, timeout);
      await until("the port to be free", () => portIsFree(port));
      bystander.expectAlive();
    });
  },
);
