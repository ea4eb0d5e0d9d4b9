import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { clock, expectAliveFor, type Handmade, start, startHandmade, until } from "../support/index.js";

const stay = "setInterval(() => {}, 1_000);";

/** A bound child, with a parent made by hand, so that its exit code can be seen whatever becomes of the lifeline. */
async function startBound(source: string): Promise<Handmade> {
  const parent = startHandmade({ program: childProgram(source) });
  parent.socket.write(parent.hello());
  await parent.report.message("bound");
  // What lies unread at our end would make its end a reset: unix(7).
  await until("BOUND to be read", () => parent.heard.includes("BOUND"));
  return parent;
}

const bind = (options: string) =>
  `const binding = bindToParent(${options}).on("bound", () => report("bound"));`;

/** Three ways to begin it. */
const triggers: [string, (parent: Handmade) => void, object][] = [
  ["the end of the lifeline", ({ socket }) => socket.destroy(), { reason: "parent-exited", evidence: "eof" }],
  [
    "STOP",
    ({ socket }) => socket.write("STOP grace=9000\n"),
    { reason: "stop-requested", evidence: "stop-message" },
  ],
  ["a signal", ({ child }) => child.kill("SIGTERM"), { reason: "signal", evidence: "SIGTERM" }],
];

describe("a graceful shutdown", () => {
  it.each(triggers)(
    "tells everybody of the one event, and exits after the last: %s",
    async (_, begin, event) => {
      const parent = await startBound(`
      const told = [];
      const tell = (who) => (event) => { if (told.length === 0 || told[0].event === event) told.push({ who, event, aborted: binding.signal.aborted }); };
      ${bind(`{ onShutdown: async (event) => {
        tell("hook")(event);
        await new Promise((resolve) => setTimeout(resolve, 20));
        tell("end of hook")(event);
        report("told", { told: told.map(({ who, aborted }) => [who, aborted]), frozen: Object.isFrozen(event), event, later: event.signal.aborted });
      } }`)}
      binding.on("shutdown", tell("event"));
      binding.signal.addEventListener("abort", () => tell("signal")(binding.signal.reason));
      binding.shutdown.then(tell("promise"));
      ${stay}`);
      begin(parent);
      expect(await parent.child.exit).toEqual({ code: 0, signal: null });
      expect(parent.report.of("told")).toMatchObject([
        {
          told: [
            ["signal", true],
            ["event", true],
            ["hook", true],
            ["promise", true],
            ["end of hook", true],
          ],
          event: { ...event, gracePeriod: 5_000 },
          frozen: true,
          later: false,
        },
      ]);
    },
  );

  it("without onShutdown exits when the listeners have had their turn", async () => {
    const parent = await startBound(`
      ${bind("{ exitCode: 4 }")}
      binding.on("shutdown", () => report("event"));
      binding.signal.addEventListener("abort", () => report("signal"));
      binding.shutdown.then(() => report("promise"));
      ${stay}`);
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code: 4, signal: null });
    const told = parent.report.messages.map(({ type }) => type).slice(1);
    expect(told).toEqual(["signal", "event", "promise"]);
  });

  it("runs once, whatever else happens", async () => {
    const parent = await startBound(`
      ${bind(`{ onShutdown: ({ evidence }) => { report("hook", { evidence }); return new Promise((resolve) => setTimeout(resolve, 200)); } }`)}
      binding.on("shutdown", () => report("event"));
      ${stay}`);
    parent.socket.write("STOP\nSTOP\n");
    await parent.report.message("hook");
    parent.child.kill("SIGTERM");
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code: 0, signal: null });
    expect(parent.report.of("hook")).toMatchObject([{ evidence: "stop-message" }]);
    expect(parent.report.of("event")).toHaveLength(1);
  });

  it("waits for a hook that keeps nothing alive itself", async () => {
    const parent = await startBound(`
      ${bind(`{ onShutdown: () => new Promise((resolve) => setTimeout(() => { report("end"); resolve(); }, 150).unref()) }`)}
      const stay = setInterval(() => {}, 1_000);
      binding.on("shutdown", () => clearInterval(stay));`);
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code: 0, signal: null });
    expect(parent.report.of("end")).toHaveLength(1);
  });
});

describe("the exit code of a finished shutdown", () => {
  it.each([
    ["0", "{}", "", 0],
    ["exitCode", "{ exitCode: 7 }", "", 7],
    ["process.exitCode, set before", "{ exitCode: 7 }", "process.exitCode = 9;", 9],
    ["process.exitCode, though it be 0", "{ exitCode: 7 }", "process.exitCode = 0;", 0],
    ["process.exitCode, set in the hook", "{ exitCode: 7, onShutdown() { process.exitCode = 3; } }", "", 3],
  ])("is %s", async (_, options, before, code) => {
    const parent = await startBound(`${bind(options)} ${before} ${stay}`);
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code, signal: null });
  });
});

describe("exit: false", () => {
  it("lets the program end in its own way and with its own code", async () => {
    const parent = await startBound(`
      ${bind("{ exit: false, exitCode: 7, onShutdown() { report('hook'); } }")}
      const stay = setInterval(() => {}, 1_000);
      binding.shutdown.then(() => setTimeout(() => { report("own end"); clearInterval(stay); }, 150));`);
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code: 0, signal: null });
    expect(parent.report.of("own end")).toHaveLength(1);
  });

  it("holds to the grace period all the same", async () => {
    const parent = await startBound(`${bind("{ exit: false, gracePeriod: 300, onShutdown() {} }")} ${stay}`);
    const began = clock();
    parent.socket.destroy();
    expect(await parent.child.exit).toEqual({ code: 1, signal: null });
    // A timer counts whole milliseconds, twice rounded down.
    expect(clock() - began).toBeGreaterThanOrEqual(298);
  });
});

describe("unbind()", () => {
  it("ends the watch: no shutdown at the end of the lifeline, and signals do what they did before", async () => {
    const parent = await startBound(`
      ${bind("{ probeInterval: 20, onShutdown() { report('hook'); } }")}
      binding.once("bound", () => { binding.unbind(); report("unbound", { mode: binding.mode }); });
      ${stay}`);
    expect(await parent.report.message("unbound")).toMatchObject({ mode: "standalone" });
    parent.socket.destroy();
    await expectAliveFor(parent.child.identity, 200);
    parent.child.kill("SIGTERM");
    expect(await parent.child.exit).toEqual({ code: null, signal: "SIGTERM" });
    expect(parent.report.of("hook")).toEqual([]);
  });

  /** The process that `parentPid` names dies; the parent lives on. */
  async function killTheOther(then: "" | "binding.unbind();") {
    const other = start("sleep", ["1000"]);
    const parent = await startBound(`
      ${bind(`{ parentPid: ${other.pid}, probeInterval: 20, onShutdown() { report('hook'); } }`)}
      binding.once("bound", () => { ${then} report("unbound"); });
      ${stay}`);
    await parent.report.message("unbound");
    other.kill("SIGKILL");
    await other.exit;
    return parent;
  }

  it("is needed where another process is not to matter any more", async () => {
    const { child } = await killTheOther("");
    expect(await child.exit).toEqual({ code: 0, signal: null });
  });

  it("lets go of the process that parentPid names", async () => {
    const { child, report } = await killTheOther("binding.unbind();");
    await expectAliveFor(child.identity, 200);
    expect(report.of("hook")).toEqual([]);
  });
});
