import { ChildProcess, spawn } from "node:child_process";
import { createLifeline, type LifelineProcess } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { expectDead, identify, isDead, registerForKilling, tie } from "../support/index.js";
import { startChild } from "./started-child.js";

describe("await using", () => {
  it("stops the child at the end of the block, gracefully, and waits for that", async () => {
    const started = await startChild({ onShutdown: { delay: 50 } });
    {
      await using child: LifelineProcess = started.child;
      expect(child.exitCode).toBeNull();
    }
    expect(isDead(started.identity)).toBe(true);
    expect(started.report.of("hook-done")).toHaveLength(1);
    expect(started.child.exitCode).toBe(0);
  });

  it("stops it also when the block throws", async () => {
    const started = await startChild({ onShutdown: { delay: 50 } });
    const block = async () => {
      await using _child = started.child;
      throw new Error("planned");
    };
    await expect(block()).rejects.toThrow("planned");
    expect(isDead(started.identity)).toBe(true);
    expect(started.report.of("hook")).toMatchObject([{ reason: "stop-requested" }]);
  });

  it("does nothing more for a child that has ended", async () => {
    const child = tie("true");
    await new Promise((resolve) => child.once("exit", resolve));
    expect(await child[Symbol.asyncDispose]()).toBeUndefined();
    expect(child.lifeline.state).toBe("closed");
  });

  it("works on the lifeline of somebody else's child", async () => {
    const pending = createLifeline();
    const child = spawn("sleep", ["1000"], pending.spawnOptions());
    const identity = registerForKilling(identify(child.pid as number));
    {
      await using lifeline = pending.attach(child);
      expect(lifeline.state).toBe("open");
    }
    expect(isDead(identity)).toBe(true);
    expect(child.signalCode).toBe("SIGTERM");
  });
});

describe("a bare using", () => {
  it("is the kill of ChildProcess itself: documented", async () => {
    const started = await startChild({ onShutdown: { delay: 50 } });
    expect(started.child[Symbol.dispose]).toBe(ChildProcess.prototype[Symbol.dispose]);
    {
      using child = started.child;
      expect(child.killed).toBe(false);
    }
    expect(started.child.killed).toBe(true);
    await expectDead(started.identity);
    // A signal, not a request over the lifeline.
    expect(started.report.of("hook")).toMatchObject([{ reason: "signal", evidence: "SIGTERM" }]);
  });
});
