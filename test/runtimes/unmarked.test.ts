import { describe, expect, it } from "vitest";
import {
  asShell,
  type ChildReports,
  type Command,
  childFixture,
  createReport,
  describeNeeds,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  killByIdentity,
  runPair,
  start,
} from "../support/index.js";
import {
  createPayload,
  type StdinReaderReports,
  type StdinReaderSpec,
  stdinReader,
} from "../support/stdin-reader.js";
import { type Runtime, runtimes } from "./runtimes.js";

const node = process.execPath;
const payload = createPayload(1_000_000);
const none = createPayload(0);
const bind = { probeInterval: 50 };

/** A host that is not ours, and holds the child's stdin. */
async function startUnmarked(runtime: Runtime, { reads = "nothing", ...spec }: StdinReaderSpec = {}) {
  const program = stdinReader({ reads, bind, ...spec }, runtime.command);
  return startUnder(program, reads === "nothing" ? none.path : payload.path);
}

async function startUnder(program: Command, path: string) {
  const report = createReport<StdinReaderReports & ChildReports>();
  const host = start(node, [fixture("stdio-host.mjs"), path, program.command, ...program.args], {
    env: report.env,
  });
  const up = await report.message("up");
  await host.message("sent");
  return { host, up, child: identify(up.pid), report };
}

for (const runtime of runtimes) {
  describeNeeds(runtime.here)(`${runtime.name} without a marker`, () => {
    describe("on the pipe of a host that dies", () => {
      it("is leaked without a binding", async () => {
        const { host, child } = await startUnmarked(runtime, { reads: "stream", bind: false });
        host.kill("SIGKILL");
        await host.exit;
        await expectAliveFor(child, 200);
      });

      it.each(["nothing", "stream", "readFileSync at once"] as const)(
        "is gone when it reads with %s, and has lost no byte",
        async (reads) => {
          const { host, up, child, report } = await startUnmarked(runtime, { reads });
          expect(up).toMatchObject({ mode: "pipe", launch: { mode: "pipe", stdin: "socket" } });
          await expectAliveFor(child, 100);
          host.kill("SIGKILL");
          expect(await report.message("hook")).toMatchObject({
            reason: "parent-exited",
            evidence: "reparented",
          });
          if (reads !== "nothing") expect(await report.message("read")).toMatchObject(payload.content);
          await expectDead(child);
        },
      );
    });

    it("takes the end of stdin for the host's goodbye where it was told so", async () => {
      const goodbye = { ...bind, onStdinEnd: "shutdown" } as const;
      const { host, child, report } = await startUnmarked(runtime, { reads: "stream", bind: goodbye });
      await expectAliveFor(child, 100);
      host.send("close");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "stdin-end" });
      await expectDead(child);
    });

    it("reads to the end, however slowly, when its launcher has exited", async () => {
      const report = createReport<StdinReaderReports>();
      const program = asShell(stdinReader({ reads: "slow stream", bind }, runtime.command));
      const script = 'cat "$PAYLOAD" | eval "exec $PROGRAM" 3<&- & read line <&3';
      const env = { ...report.env, PAYLOAD: payload.path, PROGRAM: program };
      const launcher = start("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe", "pipe"], env });
      const { pid } = await report.message("up");
      launcher.process.stdio[3]?.destroy();
      await launcher.exit;
      const reader = identify(pid);
      expect(await report.message("read", { timeout: 30_000 })).toMatchObject(payload.content);
      expect(await report.message("hook")).toMatchObject({ evidence: "reparented" });
      await expectDead(reader);
    });

    it('is tied to whoever holds its stdin with channel "stdin"', async () => {
      const program = childFixture({ bind: { channel: "stdin", probeInterval: 0 } }, runtime.command);
      const { host, up, child, report } = await startUnder(program, payload.path);
      expect(up.mode).toBe("lifeline");
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
      await expectDead(child);
    });

    it("is bound by its stdin where the parent made that the lifeline", async () => {
      const runs = { parent: [node], child: runtime.command } as const;
      const { host, child, report } = await runPair({ lifeline: { channel: "stdin" }, runtimes: runs });
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(child);
    });

    it("finds service mode, keeps running without its starter, and ends by a signal", async () => {
      const report = createReport<ChildReports>();
      const program = asShell(childFixture({ bind }, runtime.command));
      const script = `${program} < /dev/null 3<&- & read line <&3`;
      const starter = start("sh", ["-c", script], {
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        env: report.env,
      });
      const up = await report.message("up");
      expect(up).toMatchObject({ mode: "standalone", launch: { mode: "service", stdin: "null" } });
      const service = identify(up.pid);
      starter.process.stdio[3]?.destroy();
      await starter.exit;
      await expectAliveFor(service, 200);
      expect(report.of("shutdown")).toEqual([]);
      killByIdentity(service, "SIGTERM");
      expect(await report.message("hook")).toMatchObject({ reason: "signal" });
      await expectDead(service);
    });
  });
}
