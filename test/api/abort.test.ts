import { getEventListeners, once } from "node:events";
import { describe, expect, it } from "vitest";
import { importSpawn, runProgram, tie } from "../support/index.js";
import { both, eventsOf } from "./both-spawns.js";
import { startTied } from "./started-child.js";

describe("an AbortSignal", () => {
  it("gives the events that spawn gives, with its reason as the cause", async () => {
    const [plain, tied] = await both(async (call) => {
      const controller = new AbortController();
      const child = call("sleep", ["1000"], { signal: controller.signal });
      child.once("spawn", () => controller.abort(new Error("enough")));
      return eventsOf(child);
    });
    expect(tied).toEqual(plain);
    expect(plain).toContainEqual([
      "error",
      {
        name: "AbortError",
        code: "ABORT_ERR",
        message: "The operation was aborted",
        cause: new Error("enough"),
      },
    ]);
  });

  it.each([
    ["default", undefined],
    ["a string", "enough"],
    ["null", null],
  ])("has the cause that spawn has for a reason that is %s", async (_, reason) => {
    const [plain, tied] = await both((call) =>
      eventsOf(call("sleep", ["1000"], { signal: AbortSignal.abort(reason) })),
    );
    expect(tied).toEqual(plain);
  });

  it("that is aborted already gives them too", async () => {
    const [plain, tied] = await both((call) =>
      eventsOf(call("sleep", ["1000"], { signal: AbortSignal.abort() })),
    );
    expect(tied).toEqual(plain);
    expect(plain).toContainEqual(["error", expect.objectContaining({ code: "ABORT_ERR" })]);
  });

  it("gives none for a spawn that fails", async () => {
    const [plain, tied] = await both((call) =>
      eventsOf(call("/does/not/exist", { signal: AbortSignal.abort() })),
    );
    expect(tied).toEqual(plain);
  });

  it("ends a bound child by stop(): its onShutdown runs to its end", async () => {
    const controller = new AbortController();
    const { child, report } = await startTied({ signal: controller.signal }, { onShutdown: { delay: 100 } });
    const error = once(child, "error");
    controller.abort();
    expect(await error).toMatchObject([{ code: "ABORT_ERR" }]);
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
    expect(report.of("hook")).toMatchObject([{ reason: "stop-requested" }]);
    expect(report.of("hook-done")).toHaveLength(1);
    expect(await child.lifeline.stop()).toMatchObject({ forced: false, exitCode: 0 });
  });

  it("is not listened to any more when the child has ended", async () => {
    const { signal } = new AbortController();
    const children = [1, 2, 3].map(() => tie("true", { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(3);
    await Promise.all(children.map((child) => once(child, "exit")));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(children.flatMap((child) => child.listeners("error"))).toEqual([]);
  });

  it.each([
    ["plain", true],
    ["tied", false],
  ])("throws what nobody listens to, and the child ends (%s)", async (_, plain) => {
    const program = runProgram(
      `${importSpawn({ plain })}
       const controller = new AbortController();
       const child = spawn("sleep", ["1000"], { signal: controller.signal, stdio: "ignore" });
       process.on("uncaughtException", ({ code }) => console.log(code));
       child.on("exit", (code, signal) => console.log(signal));
       controller.abort();`,
    );
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.output).toBe("ABORT_ERR\nSIGTERM\n");
  });
});
