import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { clock, importSpawn, nodeFixture, readProcess, runProgram, scaled, tie } from "../support/index.js";

const talking = (calls: unknown[]) => nodeFixture("talking-child.mjs", { calls });
const exited = expect.objectContaining({ name: "LifelineError", code: "ERR_LIFELINE_CHILD_EXITED" });

/** A child that speaks the protocol from the shell, and is gone a moment later. */
function sayAndExit(lines: string, exitCode = 0) {
  return tie("sh", ["-c", `read hello <&3; printf '${lines}' >&3; exit ${exitCode}`], { stdio: "ignore" });
}

describe("bound() and ready()", () => {
  it("resolve, also for whoever asks later, and after the end", async () => {
    const { command, args } = talking([["ready"], ["exit", 0]]);
    const { lifeline } = tie(command, args, { stdio: "ignore" });
    const early = Promise.all([lifeline.bound(), lifeline.ready(), lifeline.bound()]);
    expect(await early).toEqual([undefined, undefined, undefined]);
    if (lifeline.state !== "closed") await once(lifeline, "closed");
    await Promise.all([lifeline.bound(), lifeline.ready()]);
  });

  it("reject when the child ends first", async () => {
    const { lifeline } = tie("sh", ["-c", "exit 3"]);
    await Promise.all([
      expect(lifeline.bound()).rejects.toEqual(exited),
      expect(lifeline.ready()).rejects.toThrow(/code 3/),
    ]);
    await expect(lifeline.bound()).rejects.toEqual(exited);
  });

  it("reject when a signal ends the child first", async () => {
    const child = tie("sleep", ["1000"]);
    const asked = expect(child.lifeline.ready()).rejects.toThrow(/SIGKILL/);
    child.kill("SIGKILL");
    await asked;
  });

  it("reject ready() alone where the child was bound and never said it", async () => {
    const { lifeline } = sayAndExit("BOUND pid=1\\n", 4);
    await lifeline.bound();
    await expect(lifeline.ready()).rejects.toThrow(/code 4/);
  });

  it("reject with the error of a failed spawn as the cause, and the lifeline is closed", async () => {
    const child = tie("/does/not/exist");
    const errors: unknown[] = [];
    child.on("error", (error) => errors.push(error));
    const closed = once(child.lifeline, "closed");
    expect(child.lifeline.state).toBe("closed");
    const rejection = await child.lifeline.bound().catch((error) => error);
    expect(rejection).toEqual(exited);
    expect(errors).toEqual([rejection.cause]);
    expect(rejection.cause).toMatchObject({ code: "ENOENT" });
    expect(await closed).toEqual([{ exitCode: null, signal: null }]);
    await expect(child.lifeline.ready()).rejects.toEqual(exited);
  });

  // The last words and the end arrive in one turn of the parent's event loop: a race, so it is run many times.
  it("resolve when READY was the last thing that the child said before it ended", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, () => sayAndExit("BOUND pid=1\\nREADY\\n").lifeline.ready()),
    );
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
  });

  // When it looks again, a heartbeat is due before the child's last words are read; there is nobody to get it.
  it.each([0, 20])(
    "resolve then also for a parent that was busy, with heartbeats each %d ms",
    async (beat) => {
      const script = "read hello <&3; echo BOUND pid=1 >&3; read go; echo READY >&3";
      const child = tie("sh", ["-c", script], { lifeline: { heartbeatInterval: beat } });
      await child.lifeline.bound();
      child.stdin.write("go\n");
      const asked = child.lifeline.ready();
      const isOver = () => readProcess(child.pid as number)?.state === "Z";
      for (const end = clock() + scaled(10_000); clock() < end && !isOver(); );
      for (const end = clock() + 2 * beat; clock() < end; );
      await asked;
    },
  );

  it("resolve then also where a heartbeat crosses with it, in many tries", async () => {
    const script = "read hello <&3; echo BOUND pid=1 >&3; read beat <&3; echo READY >&3";
    let lost = 0;
    for (let round = 0; round < 150; round++) {
      const child = tie("sh", ["-c", script], { stdio: "ignore", lifeline: { heartbeatInterval: 5 } });
      await child.lifeline.ready().catch(() => lost++);
    }
    expect(lost).toBe(0);
  });

  it.each([
    ["before it is bound", 70, "early"],
    ["once it is bound", 3_000, "calls"],
  ])("resolve however much the child has said before, %s", async (_, count, when) => {
    const calls = [...Array.from({ length: count }, (_, index) => ["status", `${index}`]), ["ready"]];
    const { command, args } = nodeFixture("talking-child.mjs", { [when]: calls });
    await tie(command, args, { stdio: "ignore" }).lifeline.ready();
  });

  it("do not believe READY before BOUND", async () => {
    const { lifeline } = sayAndExit("READY\\n");
    await expect(lifeline.ready()).rejects.toEqual(exited);
  });

  it("reject nothing that nobody asked for", async () => {
    const program = runProgram(
      `${importSpawn({ plain: false })}
       process.on("unhandledRejection", (error) => console.log("unhandled", error));
       spawn("true");
       spawn("sh", ["-c", "echo garbage >&3"]);
       spawn("true", { lifeline: { channel: "stdin" } });
       spawn("/does/not/exist").on("error", () => console.log("failed"));`,
    );
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.output).toBe("failed\n");
    expect(program.stderr).toBe("");
  });

  it("leave a rejection unhandled that was asked for, as any other", async () => {
    const program = runProgram(`${importSpawn({ plain: false })}void spawn("true").lifeline.bound();`);
    expect(await program.exit).toEqual({ code: 1, signal: null });
    expect(program.stderr).toContain("ERR_LIFELINE_CHILD_EXITED");
  });
});
