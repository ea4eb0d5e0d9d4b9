import { describe, expect, it } from "vitest";
import { expectEndedByGuard, expectGuardGone, guardOf } from "../support/guards.js";
import {
  type ChildReports,
  childFixture,
  createReport,
  describeNeeds,
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  nodeFixture,
  runPair,
  start,
  startBystander,
  startHost,
  startTree,
  until,
} from "../support/index.js";
import { type Runtime, runtimes } from "./runtimes.js";

const node = process.execPath;
const fugitive = "setsid sleep 3600 & say $!";
const sleeper = { command: "sleep", args: ["3600"] };

for (const parent of runtimes) {
  describeNeeds(parent.here)(`${parent.name} is the parent`, () => {
    describe("of a foreign command, and is killed", () => {
      it("leaks what left the group without a lifeline", async () => {
        const { host, member } = await startTree(fugitive, { plain: true, runtime: parent.command });
        host.kill("SIGKILL");
        await host.exit;
        await expectAliveFor(member, 100);
      });

      it("leaves nothing: the guard ends it, and then itself", async () => {
        const bystander = startBystander(sleeper);
        const { host, member } = await startTree(fugitive, { runtime: parent.command });
        host.kill("SIGKILL");
        await expectEndedByGuard(member);
        await expectGuardGone(host.pid);
        bystander.expectAlive();
      });

      it("leaves nothing, also where its guard was killed before", async () => {
        const { host, member } = await startTree(fugitive, { runtime: parent.command });
        const guard = await until("the guard", () => guardOf(host.pid));
        killByIdentity(guard);
        await until("another guard", () => (guardOf(host.pid)?.pid ?? guard.pid) !== guard.pid);
        host.kill("SIGKILL");
        await expectEndedByGuard(member);
      });
    });

    // The lifeline of one must not be held open by another, or by what the parent started besides.
    it("is killed, and each of its children gets its own EOF, without a guard", async () => {
      const { host, children, report } = await startSeveral(parent);
      host.kill("SIGKILL");
      await expectDead(children);
      expect(report.of("hook").map(({ evidence }) => evidence)).not.toContain("reparented");
      expect(report.of("hook")).toHaveLength(children.length);
    });

    it("ends when it has nothing more to do, and its child with it", async () => {
      const { host, child, report } = await runPair({ runtimes: { parent: parent.command, child: [node] } });
      host.send({ do: "return" });
      expect(await host.exit).toEqual({ code: 0, signal: null });
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(child);
    });

    it("releases its child, which lives on without it", async () => {
      const { host, child, report } = await runPair({ runtimes: { parent: parent.command, child: [node] } });
      host.send({ do: "release" });
      await report.message("mode");
      host.kill("SIGKILL");
      await expectGuardGone(host.pid);
      await expectAliveFor(child, 100);
      expect(report.of("shutdown")).toEqual([]);
    });

    it('ties the child by its stdin with channel "stdin"', async () => {
      const { host, child, report } = await runPair({
        lifeline: { channel: "stdin", heartbeatInterval: 50 },
        runtimes: { parent: parent.command, child: [node] },
      });
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(child);
      expect(report.of("stall")).toEqual([]);
    });

    it.each(Object.entries(tour))("shows what it should of %s", async (stop, outcome) => {
      const { command, args } = nodeFixture("parent-tour.mjs", undefined, parent.command);
      const program = start(command, [...args, stop]);
      expect(await program.exit, program.stderr).toEqual({ code: 0, signal: null });
      expect(program.of("done")).toMatchObject([outcome]);
      expect(program.stderr).toBe("");
    });
  });
}

/** What each stop of test/fixtures/parent-tour.mjs must say. */
const tour = {
  "a spawn that fails": {
    error: "ENOENT",
    bound: { code: "ERR_LIFELINE_CHILD_EXITED", cause: "ENOENT" },
    state: "closed",
    report: { exitCode: null, signal: null, survivors: [] },
  },
  abort: { name: "AbortError", code: "ABORT_ERR", exitCode: 7 },
  timeout: { exitCode: 7 },
  "a tree that is deaf": { members: 2, left: 0, report: { forced: true, survivors: [] } },
  "the end of a block": { exitCode: 7 },
  "CommonJS, beside this module": { attach: "function" },
};

async function startSeveral(parent: Runtime) {
  const report = createReport<ChildReports>();
  // No probe, so that nothing but the EOF can tell.
  const child = { ...childFixture({ bind: { probeInterval: 0 } }), lifeline: { guard: false } };
  const host = startHost({ children: [child, child, child] }, { env: report.env }, [], parent.command);
  const { pids } = await host.message("spawned");
  await report.message("bound", { count: pids.length });
  return { host, children: pids.map(identify), report };
}
