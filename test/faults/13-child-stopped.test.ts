import { describe, expect, it } from "vitest";
import { runBeatingPair } from "../support/beating.js";
import { clock, expectAliveFor, expectDead, isDead, killByIdentity, until } from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

const beat = 100;

async function stopTheChild({ impatient }: { impatient: boolean }) {
  // A stall would end it.
  const onStall = "shutdown";
  const pair = await runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat }, onStall });
  await stopInItsSleep(pair.child);
  const stoppedAt = clock();
  await until("15 beats to pass", () => clock() - stoppedAt > 15 * beat);
  killByIdentity(pair.child, "SIGCONT");
  return pair;
}

describe("C is stopped for 15 beats of a healthy P, then continued", () => {
  it("ends a child with a plain timer that each beat resets", async () => {
    const { host, child, report } = await stopTheChild({ impatient: true });
    await report.message("mistaken");
    await expectDead(child);
    expect(isDead(host.identity)).toBe(false);
  });

  it("is nothing at all", async () => {
    const { host, child, report, bystander } = await stopTheChild({ impatient: false });
    await expectAliveFor(child, 10 * beat);
    expect(report.messages.map(({ type }) => type)).toEqual(["up", "bound"]);
    host.kill("SIGKILL");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});
