import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { createReport, expectAliveFor, type StartOptions, start, startHandmade } from "../support/index.js";

const options = {
  "no options": "{}",
  "all that can be watched": "{ probeInterval: 10, onShutdown() {} }",
};

const report = "report('up', { mode: binding.mode });";
const finished = (given: string) => childProgram(`const binding = bindToParent(${given}); ${report}`);

/** The parent holds every end open while the child has nothing to do. */
async function run(given: string, stdio: StartOptions["stdio"]) {
  const { command, args } = finished(given);
  const reports = createReport<{ up: { mode: string } }>();
  const child = start(command, args, { stdio, env: reports.env });
  const exit = await child.exit;
  return { exit, mode: (await reports.message("up")).mode };
}

describe.each(Object.entries(options))(
  "a process with nothing left to do ends, bound with %s",
  (_, given) => {
    it("over a lifeline", async () => {
      const parent = startHandmade({ program: finished(given) });
      parent.socket.write(parent.hello({ beat: 20 }));
      expect(await parent.child.exit).toEqual({ code: 0, signal: null });
      expect(parent.report.of("up")).toMatchObject([{ mode: "lifeline" }]);
    });

    it("over a lifeline whose parent says nothing", async () => {
      const parent = startHandmade({ program: finished(given) });
      expect(await parent.child.exit).toEqual({ code: 0, signal: null });
    });

    it.each([
      ["ipc", ["ignore", "pipe", "pipe", "ipc"]],
      ["pipe", ["pipe", "pipe", "pipe"]],
      ["standalone", ["ignore", "pipe", "pipe"]],
    ] as const)("in %s mode", async (mode, stdio) => {
      expect(await run(given, [...stdio])).toEqual({ mode, exit: { code: 0, signal: null } });
    });

    it('with channel "stdin"', async () => {
      const withChannel = `{ channel: "stdin", ...${given} }`;
      expect(await run(withChannel, "pipe")).toEqual({ mode: "lifeline", exit: { code: 0, signal: null } });
    });

    it("with the probe of a chosen pid", async () => {
      const withPid = `{ parentPid: process.ppid, ...${given} }`;
      expect(await run(withPid, "ignore")).toEqual({ mode: "standalone", exit: { code: 0, signal: null } });
    });
  },
);

describe("the control", () => {
  it("a process that reads its stdin does not end", async () => {
    const { command, args } = childProgram("process.stdin.resume(); report('up');");
    const reports = createReport();
    const child = start(command, args, { env: reports.env });
    await reports.message("up");
    await expectAliveFor(child.identity, 200);
  });
});
