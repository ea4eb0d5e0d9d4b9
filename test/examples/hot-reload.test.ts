import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  allProcesses,
  carriers,
  commandLine,
  descendants,
  expectAliveFor,
  isDead,
  itNeeds,
  portIsFree,
  readProcess,
  requireTool,
  scaled,
  startBystander,
  until,
} from "../support/index.js";
import { output } from "./example.js";
import { type RunnerOptions, startRunner } from "./hot-reload.js";

const RESTARTS = 50;
/** Fifty restarts take some 5 s on an idle machine; ten times that under a load of 18. */
const TIME_FOR_ALL = scaled(180_000);
const KILLS = 5;
/** From a save to the next app is less on an idle machine: so a kill hits the build, the stop, or the start. */
const SPAN = 150;

const sleeper = { command: "sleep", args: ["3600"] };
const itNeedsPerl = itNeeds(
  requireTool("perl", { package: "perl-base" }),
  requireTool("setsid", { package: "util-linux" }),
);

describe("examples/hot-reload", () => {
  describe("a restart", () => {
    it("finds the port taken without a lifeline", async () => {
      const { started, save, chain } = await startRunner({ plain: true });
      const [supervisor, debugServer, app] = await chain(1);
      save(2);
      await until("the second app to say so", () => started.stderr.includes("EADDRINUSE"));
      expect(isDead(supervisor)).toBe(true);
      await expectAliveFor(debugServer, 100);
      expect(isDead(app)).toBe(false);
    });

    it("finds it free, and the debug server was in a group of its own", async () => {
      const { started, save, chain } = await startRunner({ plain: false });
      const before = await chain(1);
      const [supervisor, debugServer] = before.map(({ pid }) => readProcess(pid)?.pgid);
      expect(debugServer).not.toBe(supervisor);
      save(2);
      const now = await chain(2);
      expect(before.filter((each) => !isDead(each))).toEqual([]);
      started.kill("SIGKILL");
      await expectEndedByGuard(now);
    });
  });

  itNeedsPerl("lets the old one run while the new one cannot be built", async () => {
    const { started, source, save, chain } = await startRunner({ plain: false, fast: true });
    const before = await chain(1);
    rmSync(source);
    await output(started, /^runner: the build failed, what runs stays$/m);
    expect(before.filter(isDead)).toEqual([]);
    save(2);
    await chain(2);
    expect(before.filter((each) => !isDead(each))).toEqual([]);
  });

  itNeedsPerl(
    `restarts ${RESTARTS} times in a row, and leaves nothing of any`,
    async () => {
      const bystander = startBystander(sleeper);
      const { started, save, chain, mark } = await startRunner({ plain: false, fast: true });
      let before = await chain(1);
      for (let version = 2; version <= RESTARTS + 1; version++) {
        save(version);
        const now = await chain(version);
        // At once, and not soon: nobody waits here.
        expect(before.filter((each) => !isDead(each))).toEqual([]);
        before = now;
      }
      expect(started.stderr).toBe("");
      expect(started.output.match(/^supervisor: /gm)).toHaveLength(RESTARTS + 1);
      const pids = [started.pid, ...before.map(({ pid }) => pid)];
      expect(new Set(carriers(mark).map(({ pid }) => pid))).toEqual(new Set(pids));
      expect(descendants(started.pid).map(({ state }) => state)).not.toContain("Z");
      bystander.expectAlive();
    },
    TIME_FOR_ALL,
  );

  describe("kill -9 of the runner at a random moment", () => {
    /** What is left `delay` ms after a save, and after the guard's work where there is one. */
    async function killAfterSave(options: RunnerOptions, delay: number) {
      const { started, save, chain, mark, port } = await startRunner({ ...options, fast: true });
      await chain(1);
      save(2);
      await sleep(delay);
      started.kill("SIGKILL");
      await started.exit;
      // It looks at every process of this machine, and others may run thousands.
      await until("the guard to end", () => !hasGuard(started.pid), { timeout: 20_000 });
      return { left: carriers(mark).length, isFree: await portIsFree(port) };
    }

    function hasGuard(parent: number): boolean {
      return allProcesses().some(({ pid }) => commandLine(pid).endsWith(`lifeline-guard ${parent}`));
    }

    itNeedsPerl("leaves the app without a lifeline", async () => {
      const { left, isFree } = await killAfterSave({ plain: true }, 0);
      expect(left).toBeGreaterThan(0);
      expect(isFree).toBe(false);
    });

    itNeedsPerl(`leaves nothing, ${KILLS} times`, async () => {
      const bystander = startBystander(sleeper);
      for (let round = 0; round < KILLS; round++) {
        const delay = (SPAN * (round + Math.random())) / KILLS;
        const found = await killAfterSave({ plain: false }, delay);
        expect({ delay, ...found }).toEqual({ delay, left: 0, isFree: true });
      }
      bystander.expectAlive();
    });
  });
});
