import { once } from "node:events";
import { describe, expect, it } from "vitest";
import {
  identify,
  isDead,
  killByIdentity,
  readProcess,
  startBystander,
  tie,
  until,
} from "../support/index.js";
import { deaf, endless, startChild, unforced } from "./started-child.js";

describe("stop() of a bound child", () => {
  it("asks over the lifeline, and reports its exit code", async () => {
    const { child, lifeline, report, identity } = await startChild({ bind: { exitCode: 6 } });
    const bystander = startBystander();
    const stopping = once(lifeline, "stopping");
    const result = await lifeline.stop();
    expect(isDead(identity)).toBe(true);
    expect(result).toEqual({ ...unforced, exitCode: 6, signal: null, duration: expect.any(Number) });
    expect(await stopping).toEqual(["stop-requested"]);
    expect(report.of("hook")).toMatchObject([{ reason: "stop-requested", evidence: "stop-message" }]);
    expect(child.exitCode).toBe(6);
    bystander.expectAlive();
  });

  it("waits for its onShutdown", async () => {
    const { lifeline, report } = await startChild({ onShutdown: { delay: 300 } });
    const { duration, exitCode } = await lifeline.stop();
    expect(report.of("hook-done")).toHaveLength(1);
    expect(exitCode).toBe(0);
    expect(duration).toBeGreaterThanOrEqual(299); // a timer counts whole milliseconds
  });

  it.each([
    ["the child", { child: 200, hello: 60_000, stop: 60_000 }],
    ["HELLO", { child: 60_000, hello: 200, stop: 60_000 }],
    ["STOP", { child: 60_000, hello: 60_000, stop: 200 }],
  ])("has the smallest grace period of the three: that of %s", async (_, grace) => {
    const { lifeline, report } = await startChild(endless(grace.child), { gracePeriod: grace.hello });
    const result = await lifeline.stop({ gracePeriod: grace.stop });
    // The child's own deadline: an exit, not SIGKILL.
    expect(result).toMatchObject({ exitCode: 1, signal: null, forced: false, killed: [] });
    expect(report.of("hook")).toMatchObject([{ gracePeriod: 200 }]);
    expect(result.duration).toBeGreaterThanOrEqual(200);
  });

  it("asks one by signal that said UNBOUND as STOP came", async () => {
    const unbind = 'while read -r verb rest; do [ "$verb" != STOP ] || break; done <&3; echo UNBOUND >&3';
    const script = `trap 'exit 7' TERM; read hello <&3; echo "BOUND pid=$$" >&3; ${unbind}; while :; do sleep 0.05; done`;
    const { lifeline } = tie("sh", ["-c", script], { stdio: "ignore" });
    await lifeline.bound();
    const result = await lifeline.stop({ gracePeriod: 20_000 });
    expect(result).toMatchObject({ ...unforced, exitCode: 7 });
    expect(result.duration).toBeLessThan(10_000);
  });

  it("kills it 500 ms after the grace period, and not before", async () => {
    const { child, lifeline, identity } = await startChild();
    killByIdentity(identity, "SIGSTOP");
    const result = await lifeline.stop({ gracePeriod: 150 });
    expect(result).toMatchObject({ signal: "SIGKILL", exitCode: null, forced: true, survivors: [] });
    expect(result.killed).toEqual([
      { pid: child.pid, ppid: process.pid, pgid: child.pid, state: "T", command: expect.any(String) },
    ]);
    expect(result.killed[0]?.command).toContain("child.mjs");
    expect(result.duration).toBeGreaterThanOrEqual(650);
  });
});

describe("stop() of a child that is not bound", () => {
  it.each([
    ["stopSignal", {}, undefined, "SIGTERM"],
    ["a stopSignal of its own", { stopSignal: "SIGUSR2" }, undefined, "SIGUSR2"],
    ["the signal of the call", { stopSignal: "SIGUSR2" }, { signal: "SIGINT" }, "SIGINT"],
  ] as const)("sends %s", async (_, lifeline, options, signal) => {
    const child = tie("sleep", ["1000"], { lifeline });
    const result = await child.lifeline.stop(options);
    expect(result).toEqual({ ...unforced, signal, duration: expect.any(Number) });
    expect(child.signalCode).toBe(signal);
  });

  it("reports the exit code of one that handles the signal", async () => {
    const child = tie("sh", ["-c", 'trap "exit 9" TERM; echo up; while :; do sleep 0.02; done']);
    await once(child.stdout, "data");
    expect(await child.lifeline.stop()).toMatchObject({ exitCode: 9, signal: null, forced: false });
  });

  it.each([
    ["kill() leaves it stopped", true],
    ["stop() lets it go on, to hear it", false],
  ])("that is stopped: %s", async (_, plain) => {
    const child = tie("sleep", ["1000"]);
    const identity = identify(child.pid as number);
    killByIdentity(identity, "SIGSTOP");
    await until("the stop", () => readProcess(identity.pid)?.state === "T");
    if (plain) {
      child.kill("SIGTERM");
      expect(readProcess(identity.pid)?.state).toBe("T");
    } else expect(await child.lifeline.stop()).toMatchObject({ signal: "SIGTERM", forced: false });
  });

  it("kills one that ignores it, exactly at the end of the grace period", async () => {
    const { child, lifeline, report } = await startChild(deaf);
    // Time enough to hear the signal.
    const { duration, ...result } = await lifeline.stop({ gracePeriod: 1_500 });
    expect(result).toEqual({
      exitCode: null,
      signal: "SIGKILL",
      forced: true,
      survivors: [],
      killed: [
        {
          pid: child.pid,
          ppid: process.pid,
          pgid: child.pid,
          state: expect.stringMatching(/^[RSD]$/),
          command: expect.any(String),
        },
      ],
    });
    expect(duration).toBeGreaterThanOrEqual(1_500);
    expect(report.of("signal")).toHaveLength(1);
  });

  it("kills at once where the grace period is 0", async () => {
    const { lifeline } = await startChild(deaf);
    expect(await lifeline.stop({ gracePeriod: 0 })).toMatchObject({ signal: "SIGKILL", forced: true });
  });

  it("never kills before the grace period, in many tries", async () => {
    const children = Array.from({ length: 20 }, () => tie("sh", ["-c", 'trap "" TERM; echo up; cat']));
    await Promise.all(children.map((child) => once(child.stdout, "data")));
    const reports = await Promise.all(
      children.map(({ lifeline }, index) => lifeline.stop({ gracePeriod: 101 + 7 * index })),
    );
    const early = reports
      .map(({ duration }, index) => duration - (101 + 7 * index))
      .filter((late) => late < 0);
    expect(reports.every(({ forced }) => forced)).toBe(true);
    expect(early).toEqual([]);
  });
});
