import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { clock, importSpawn, runProgram, scaled, tie } from "../support/index.js";
import { both, eventsOf } from "./both-spawns.js";
import { startTied } from "./started-child.js";

describe("timeout", () => {
  it("gives the events that spawn gives", async () => {
    const [plain, tied] = await both((call) => eventsOf(call("sleep", ["1000"], { timeout: 50 })));
    expect(tied).toEqual(plain);
    expect(plain).toContainEqual(["exit", null, "SIGTERM"]);
  });

  it("ends a bound child by stop(), not before its time", async () => {
    const began = clock();
    // It counts from the spawn, and the child is to be bound by then.
    const timeout = scaled(3_000);
    const { child, report } = await startTied({ timeout }, { onShutdown: { delay: 100 } });
    await once(child, "exit");
    expect(clock() - began).toBeGreaterThanOrEqual(timeout);
    expect(child.exitCode).toBe(0);
    expect(report.of("hook")).toMatchObject([{ reason: "stop-requested" }]);
  });

  it("does not keep a parent waiting whose child has ended", async () => {
    const began = clock();
    const program = runProgram(`${importSpawn({ plain: false })}spawn("true", { timeout: 600_000 });`);
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(clock() - began).toBeLessThan(60_000);
  });

  it("of 0 is none", async () => {
    const [plain, tied] = await both((call) => eventsOf(call("sleep", ["0.1"], { timeout: 0 })));
    expect(tied).toEqual(plain);
    expect(plain).toContainEqual(["exit", 0, null]);
  });
});

describe("killSignal", () => {
  it.each(["SIGUSR2", 12, "SIGINT"])("is another name for stopSignal: %s", async (killSignal) => {
    const [plain, tied] = await both((call) =>
      eventsOf(call("sleep", ["1000"], { killSignal, timeout: 50 })),
    );
    expect(tied).toEqual(plain);
    const child = tie("sleep", ["1000"], { killSignal: killSignal as NodeJS.Signals });
    const { signal } = await child.lifeline.stop();
    expect(signal).toBe(killSignal === 12 ? "SIGUSR2" : killSignal);
  });

  it("is refused beside it", () => {
    expect(() => tie("true", { killSignal: "SIGINT", lifeline: { stopSignal: "SIGINT" } })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_VALUE" }),
    );
    expect(() => tie("true", { killSignal: "SIGINT", lifeline: { gracePeriod: 1 } })).not.toThrow();
  });

  it("leaves child.kill() alone", async () => {
    const child = tie("sleep", ["1000"], { killSignal: "SIGINT" });
    child.kill();
    await once(child, "exit");
    expect(child.signalCode).toBe("SIGTERM");
  });
});
