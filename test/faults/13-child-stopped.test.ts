import { describe, expect, it } from "vitest";
import { expectMistaken, runBeatingPair } from "../support/beating.js";
import {
  clock,
  expectAliveFor,
  expectDead,
  isDead,
  killByIdentity,
  type Pair,
  scaled,
  until,
} from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

const beat = scaled(100);

function run({ impatient }: { impatient: boolean }) {
  // A stall would end it.
  return runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat }, onStall: "shutdown" });
}

async function stopTheChild({ child }: Pair) {
  await stopInItsSleep(child);
  const stoppedAt = clock();
  await until("15 beats to pass", () => clock() - stoppedAt > 15 * beat);
  killByIdentity(child, "SIGCONT");
}

describe("C is stopped for 15 beats of a healthy P, then continued", () => {
  it("ends a child with a plain timer that each beat resets", async () => {
    const pair = await run({ impatient: true });
    await expectMistaken(pair, () => stopTheChild(pair));
    expect(isDead(pair.host.identity)).toBe(false);
  });

  it("is nothing at all", async () => {
    const pair = await run({ impatient: false });
    const { host, child, report, bystander } = pair;
    await stopTheChild(pair);
    await expectAliveFor(child, 10 * beat);
    expect(report.messages.map(({ type }) => type)).toEqual(["up", "bound"]);
    host.kill("SIGKILL");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});
