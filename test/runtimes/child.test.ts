import { describe, expect, it } from "vitest";
import {
  type ChildReports,
  type ChildSpec,
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
  startHost,
  until,
} from "../support/index.js";
import { type Runtime, runtimes } from "./runtimes.js";

const node = process.execPath;
const beat = 100;

function startChild(child: Runtime, spec: ChildSpec, more: Parameters<typeof runPair>[0] = {}) {
  return runPair({ child: spec, runtimes: { parent: [node], child: child.command }, ...more });
}

for (const child of runtimes) {
  describeNeeds(child.here)(`${child.name} is the child`, () => {
    it("tells a stopped parent from a dead one", async () => {
      const {
        host,
        child: bound,
        report,
      } = await startChild(child, { killsRecovered: true }, { lifeline: { heartbeatInterval: beat } });
      host.kill("SIGSTOP");
      expect((await report.message("stall")).missed).toBeGreaterThanOrEqual(5);
      host.kill("SIGCONT");
      expect((await report.message("recover")).stalledFor).toBeGreaterThanOrEqual(3 * beat);
      expect(await host.exit).toMatchObject({ signal: "SIGKILL" });
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(bound);
      const story = ["stall", "recover", "shutdown", "hook", "hook-done"];
      expect(report.messages.map(({ type }) => type).slice(2)).toEqual(story);
    });

    it("runs its onShutdown though it logs to the dead parent's pipe", async () => {
      const {
        host,
        child: bound,
        report,
      } = await startChild(child, { chatty: true, onShutdown: { delay: 100 } });
      host.kill("SIGKILL");
      await expectDead(bound);
      expect(report.of("hook")).toMatchObject([{ reason: "parent-exited" }]);
      expect(report.of("hook-done")).toHaveLength(1);
    });

    describe("with its event loop blocked, when its parent is killed", () => {
      async function blockAndKill({ plain }: { plain: boolean }) {
        const lifeline = { gracePeriod: 300 };
        const pair = await startChild(child, { block: 3_600_000 }, { plain, lifeline });
        await pair.report.message("blocking");
        pair.host.kill("SIGKILL");
        await pair.host.exit;
        return pair;
      }

      it("leaks without a lifeline", async () => {
        await expectAliveFor((await blockAndKill({ plain: true })).child, 500);
      });

      it("is gone at the end of the grace period", async () => {
        const { child: blocked, report } = await blockAndKill({ plain: false });
        await expectDead(blocked);
        expect(report.of("hook")).toEqual([]);
      });
    });

    it("exits with 1 at the end of the grace period when onShutdown never settles", async () => {
      const { host } = await startChild(child, { onShutdown: "never" }, { lifeline: { gracePeriod: 300 } });
      host.send({ do: "stop" });
      const { report } = await host.message("stopped");
      expect(report).toMatchObject({ exitCode: 1, forced: false });
      expect(report.duration).toBeGreaterThanOrEqual(295);
    });

    it("takes a signal for one", async () => {
      const { host, child: bound, report } = await startChild(child, {});
      killByIdentity(bound, "SIGTERM");
      expect(await report.message("hook")).toMatchObject({ reason: "signal", evidence: "SIGTERM" });
      expect(await host.message("closed")).toMatchObject({ exitCode: 0, signal: null });
    });

    it("is bound indirectly behind a shell", async () => {
      const { command, args } = childFixture({}, child.command);
      const program = { command: "sh", args: ["-c", '"$0" "$@"; exit 3', command, ...args] };
      const { host, child: bound, report } = await startChild(child, {}, { program });
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(bound);
    });

    it("ends when it has nothing more to do", async () => {
      const program = nodeFixture("talking-child.mjs", { calls: [["finish"]] }, child.command);
      const { host } = await startTalker(program);
      expect(await host.message("closed")).toMatchObject({ exitCode: 0, signal: null });
    });

    it("says its status, and that it is not bound any more", async () => {
      const calls = [["status", "all is well"], ["unbind"], ["exit", 5]];
      const program = nodeFixture("talking-child.mjs", { calls }, child.command);
      const { host, report } = await startTalker(program);
      expect(await host.message("status")).toMatchObject({ text: "all is well" });
      expect(await host.message("closed")).toMatchObject({ exitCode: 5 });
      expect(report.of("hook")).toEqual([]);
    });

    it("lives on after a RELEASE that it has still to read when its own words fail", async () => {
      const program = nodeFixture("busy-talker.mjs", { burst: 200 }, child.command);
      const { host, report, pid } = await startTalker(program);
      await host.message("status", { count: 2 });
      host.process.stdin?.write('{"do":"release"}\n{"do":"exit"}\n');
      await host.exit;
      await report.message("released");
      await expectAliveFor(identify(pid), 100);
      expect(report.of("lost")).toEqual([]);
    });

    describe("by CommonJS", () => {
      it("is the same binding", async () => {
        const calls = [{ through: "cjs" }, { through: "esm" }];
        const { command, args } = nodeFixture("binds-twice.mjs", calls, child.command);
        const program = start(command, args, { stdio: ["ignore", "pipe", "pipe"] });
        expect(await program.exit, program.stderr).toEqual({ code: 0, signal: null });
        expect(program.output).not.toContain("ERR_LIFELINE");
      });
    });
  });
}

async function startTalker(program: { command: string; args: string[] }) {
  const report = createReport<ChildReports & { released: object; lost: object }>();
  const host = startHost({ children: [program] }, { env: report.env });
  const { pids } = await host.message("spawned");
  await until("the child to be bound", () => host.of("bound").length > 0);
  return { host, report, pid: pids[0] as number };
}
