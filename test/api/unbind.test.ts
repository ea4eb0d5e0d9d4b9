import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import {
  createReport,
  expectAliveFor,
  identify,
  nodeFixture,
  type Started,
  start,
  tie,
  until,
} from "../support/index.js";

/** Parents that are not ours: what `mode` is then bound by, and how its end comes while the parent lives. */
const parents: {
  mode: "ipc" | "pipe";
  options: string;
  stdio: ("ignore" | "pipe" | "ipc")[];
  end(child: Started): void;
}[] = [
  {
    mode: "ipc",
    options: "{ onShutdown() { report('hook'); } }",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    end: (child) => child.process.disconnect(),
  },
  {
    mode: "pipe",
    options: "{ onStdinEnd: 'shutdown', onShutdown() { report('hook'); } }",
    stdio: ["pipe", "pipe", "pipe"],
    end: (child) => void child.process.stdin?.end(),
  },
];

describe.each(parents)("unbind() in mode $mode", ({ mode, options, stdio, end }) => {
  async function endAfter(then: "" | "binding.unbind();") {
    const report = createReport<{ up: { mode: string }; hook: object }>();
    const { command, args } = childProgram(`
      const binding = bindToParent(${options});
      const { mode } = binding;
      process.stdin.resume();
      setImmediate(() => { ${then} report("up", { mode }); });
      setInterval(() => {}, 1_000);`);
    const child = start(command, args, { stdio, env: report.env });
    expect(await report.message("up")).toMatchObject({ mode });
    end(child);
    return { child, report };
  }

  it("is needed where that end is not to matter any more", async () => {
    const { child, report } = await endAfter("");
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(report.of("hook")).toHaveLength(1);
  });

  it("lets go of it, also in the tick of the bind", async () => {
    const report = createReport<{ up: { mode: string }; hook: object }>();
    const { command, args } = childProgram(`
      const binding = bindToParent(${options});
      const { mode } = binding;
      binding.unbind();
      const listeners = ["end", "close"].map((name) => process.stdin.listenerCount(name));
      setTimeout(() => {
        const now = ["end", "close"].map((name) => process.stdin.listenerCount(name));
        report("up", { mode, isLeft: now.join() === listeners.join() });
      }, 200);
      setInterval(() => {}, 1_000);`);
    const child = start(command, args, { stdio, env: report.env });
    expect(await report.message("up")).toMatchObject({ mode, isLeft: true });
    end(child);
    await expectAliveFor(child.identity, 200);
    expect(report.of("hook")).toEqual([]);
  });

  it("lets go of it", async () => {
    const { child, report } = await endAfter("binding.unbind();");
    await expectAliveFor(child.identity, 200);
    expect(report.of("hook")).toEqual([]);
  });
});

describe("unbind() on a lifeline, in the tick of the bind", () => {
  it("is said as soon as the parent has proved itself, behind what was said before", async () => {
    const { command, args } = nodeFixture("talking-child.mjs", { early: [["ready"], ["unbind"]] });
    const { lifeline, pid } = tie(command, args, { stdio: "ignore" });
    const events: unknown[] = [];
    for (const event of ["bound", "ready", "protocol-error"] as const) {
      lifeline.on(event, () => events.push(event));
    }
    await lifeline.ready();
    await until("UNBOUND", () => lifeline.state === "open");
    // A parent that hears nothing of it takes the end of the lifeline for an error, a second later.
    await expectAliveFor(identify(pid as number), 1_300);
    expect(events).toEqual(["bound", "ready"]);
  });
});
