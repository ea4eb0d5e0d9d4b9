import { describe, expect, it } from "vitest";
import {
  clock,
  expectAliveFor,
  nodeFixture,
  scaled,
  startBystander,
  startHandmade,
  until,
} from "../support/index.js";

interface Case {
  hook: "never" | "throws" | "rejects" | "throwsNothing";
  gracePeriod: number;
  plain?: boolean;
  /** How the parent lets go: it dies, or it asks. */
  by?: "eof" | "stop" | "signal";
  /** Of the parent, in HELLO; the smaller one counts. */
  grace?: number;
}

// The parent is made by hand, so that the exit code of a child that lost its parent can be seen.
async function shutDown({ hook, gracePeriod, plain = false, by = "eof", grace = 60_000 }: Case) {
  const bystander = startBystander();
  const program = nodeFixture("failing-hook.mjs", { hook, gracePeriod, plain });
  const handmade = startHandmade({ program });
  const { child, report, socket } = handmade;
  socket.write(handmade.hello({ grace }));
  await report.message(plain ? "up" : "bound");
  const began = clock();
  if (by === "eof") socket.destroy();
  else if (by === "stop") socket.write("STOP\n");
  else child.kill("SIGTERM");
  await report.message("hook");
  return { child, report, began, bystander, endedAfter: () => child.exit.then(() => clock() - began) };
}

describe("onShutdown never settles", () => {
  it("lets the child live on without a grace period", async () => {
    const { child } = await shutDown({ hook: "never", gracePeriod: 300, plain: true });
    await expectAliveFor(child.identity, 900);
  });

  it.each(["eof", "stop", "signal"] as const)(
    "exits with 1 when the grace period is over: %s",
    async (by) => {
      const { child, report, bystander, endedAfter } = await shutDown({
        hook: "never",
        gracePeriod: 300,
        by,
      });
      const duration = await endedAfter();
      expect(await child.exit).toEqual({ code: 1, signal: null });
      expect(duration).toBeGreaterThanOrEqual(300);
      expect(duration).toBeLessThan(300 + scaled(8_000));
      expect(await report.message("hook")).toMatchObject({ gracePeriod: 300 });
      // The hook is told, and nothing is printed: the end of a grace period is no error of the program.
      expect(report.of("overtime")).toHaveLength(1);
      expect(child.stderr).toBe("");
      bystander.expectAlive();
    },
  );

  it("takes the parent's grace period where that is smaller", async () => {
    const { child, report, endedAfter } = await shutDown({ hook: "never", gracePeriod: 60_000, grace: 250 });
    expect(await endedAfter()).toBeGreaterThanOrEqual(250);
    expect(await child.exit).toEqual({ code: 1, signal: null });
    expect(await report.message("hook")).toMatchObject({ gracePeriod: 250 });
  });

  it("does not exit before: it is alive for as long as the grace period lasts", async () => {
    const { endedAfter } = await shutDown({ hook: "never", gracePeriod: 900 });
    expect(await endedAfter()).toBeGreaterThanOrEqual(900);
  });
});

describe("onShutdown throws", () => {
  const failures = [
    ["throws", "Error: planned failure of onShutdown"],
    ["rejects", "TypeError: planned rejection of onShutdown"],
    ["throwsNothing", "undefined"],
  ] as const;

  // A grace period of ten minutes: whoever waited for it would not be back in time for this test.
  it.each(failures)("exits with 1 at once, with the error on stderr: %s", async (hook, said) => {
    const { child, report, bystander } = await shutDown({ hook, gracePeriod: 600_000, grace: 600_000 });
    expect(await child.exit).toEqual({ code: 1, signal: null });
    await until("the error on its stderr", () => child.stderr.includes(said));
    // Once, with its stack where it has one, and nothing of Node's "unhandled".
    expect(child.stderr.split(said)).toHaveLength(2);
    expect(child.stderr).not.toMatch(/unhandled|uncaught|node:internal\/process/i);
    if (hook !== "throwsNothing") expect(child.stderr).toContain("failing-hook.mjs");
    expect(report.of("overtime")).toEqual([]);
    bystander.expectAlive();
  });
});
