import { once } from "node:events";
import type { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { isExiting, itNeeds, requireTool, tie, until } from "../support/index.js";
import { deaf, endless, startChild, unforced } from "./started-child.js";

describe("stop(), called again", () => {
  it("has one report", async () => {
    const { lifeline, report } = await startChild();
    const reports = await Promise.all([
      lifeline.stop(),
      lifeline.stop({ gracePeriod: 100 }),
      lifeline.stop(),
    ]);
    expect(reports[1]).toBe(reports[0]);
    expect(reports[2]).toBe(reports[0]);
    expect(await lifeline.stop()).toBe(reports[0]);
    expect(report.of("hook")).toHaveLength(1);
  });

  it("brings the SIGKILL forward, and asks politely only once", async () => {
    const { lifeline, report } = await startChild(deaf, { gracePeriod: 600_000 });
    const first = lifeline.stop();
    await report.message("signal");
    void lifeline.stop({ gracePeriod: 500_000, signal: "SIGINT" });
    const { forced, duration } = await lifeline.stop({ gracePeriod: 200, signal: "SIGINT" });
    expect(forced).toBe(true);
    expect(duration).toBeGreaterThanOrEqual(200);
    expect((await first).duration).toBe(duration);
    expect(report.of("signal")).toMatchObject([{ signal: "SIGTERM" }]);
  });

  it("cannot put the SIGKILL off", async () => {
    const { lifeline } = await startChild(deaf);
    const first = lifeline.stop({ gracePeriod: 200 });
    void lifeline.stop({ gracePeriod: 600_000 });
    expect(await first).toMatchObject({ forced: true });
  });

  it("shortens the grace period of a bound child's running shutdown", async () => {
    const { lifeline, report } = await startChild(endless(600_000), { gracePeriod: 600_000 });
    const first = lifeline.stop();
    await report.message("hook");
    void lifeline.stop({ gracePeriod: 200 });
    expect(await first).toMatchObject({ exitCode: 1, signal: null, forced: false });
    expect(report.of("hook")).toHaveLength(1);
  });
});

// To close an inotify instance takes the kernel some 10 ms, and so long it can still be signalled.
const SLOW_TO_EXIT = `
import ctypes, os, signal
c = ctypes.CDLL(None)
signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
for _ in range(40): c.inotify_add_watch(c.inotify_init1(0), b"/", 2)
os.write(1, b"up")
while True: signal.pause()
`;

describe("SIGKILL that comes too late", () => {
  itNeeds(requireTool("python3"))("is not said to have ended a child that had ended by itself", async () => {
    const child = tie("python3", ["-c", SLOW_TO_EXIT], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout as Readable, "data");
    const report = child.lifeline.stop({ gracePeriod: 600_000 });
    await until("it to be on its way out", () => isExiting(child.pid as number), { interval: 1 });
    void child.lifeline.stop({ gracePeriod: 0 });
    expect(await report).toMatchObject({ ...unforced, exitCode: 7, signal: null });
  });
});

describe("stop(), late or badly called", () => {
  it.each([
    ["of its own accord", "exit 3", { exitCode: 3, signal: null }],
    ["by a signal", "kill -9 $$", { exitCode: null, signal: "SIGKILL" }],
  ])("reports how the child had ended %s", async (_, script, how) => {
    const child = tie("sh", ["-c", script]);
    await once(child, "exit");
    const { duration, ...result } = await child.lifeline.stop();
    expect(result).toEqual({ ...unforced, ...how });
    expect(duration).toBeLessThan(1_000);
  });

  it("reports nothing of a child that could not be spawned", async () => {
    const child = tie("/does/not/exist").on("error", () => {});
    expect(await child.lifeline.stop()).toMatchObject({ ...unforced, signal: null });
  });

  it("stops a released child by its signal", async () => {
    const { lifeline, report } = await startChild();
    lifeline.release();
    await report.message("mode");
    expect(await lifeline.stop()).toMatchObject({ exitCode: 0, forced: false });
    expect(report.of("hook")).toMatchObject([{ reason: "signal", evidence: "SIGTERM" }]);
  });

  it.each([
    [{ gracePeriod: -1 }, "ERR_OUT_OF_RANGE"],
    [{ gracePeriod: "1s" }, "ERR_INVALID_ARG_TYPE"],
    [{ signal: "SIGFOO" }, "ERR_INVALID_ARG_VALUE"],
    [{ signal: 15 }, "ERR_INVALID_ARG_TYPE"],
    [{ timeout: 1 }, "ERR_INVALID_ARG_VALUE"],
    [null, "ERR_INVALID_ARG_TYPE"],
  ])("refuses %j at once, and stops nothing", async (options, code) => {
    const child = tie("sleep", ["1000"]);
    expect(() => child.lifeline.stop(options as never)).toThrow(expect.objectContaining({ code }));
    expect(child.lifeline.state).toBe("open");
    await child.lifeline.stop();
  });
});
