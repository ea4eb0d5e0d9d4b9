import { describe, expect, it } from "vitest";
import { runBeatingPair } from "../support/beating.js";
import {
  clock,
  expectAliveFor,
  expectDead,
  isDead,
  killByIdentity,
  type Pair,
  until,
} from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

const beat = 100;

interface Both {
  impatient?: boolean;
  /** Continues both; the first one has run alone for a while when the second follows. */
  proceed: (pair: Pair) => Promise<void>;
}

async function stopBoth({ impatient = false, proceed }: Both) {
  const pair = await runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat } });
  for (const each of [pair.host.identity, pair.child]) await stopInItsSleep(each);
  const stoppedAt = clock();
  await until("15 beats to be missed", () => clock() - stoppedAt > 15 * beat);
  await proceed(pair);
  return pair;
}

const orders = [
  {
    first: "P",
    async proceed({ host, child }: Pair) {
      killByIdentity(host.identity, "SIGCONT");
      await expectAliveFor(host.identity, 2 * beat);
      killByIdentity(child, "SIGCONT");
    },
    told: [],
  },
  {
    first: "C",
    async proceed({ host, child, report }: Pair) {
      killByIdentity(child, "SIGCONT");
      // Alone for as long as it takes to notice, or to make the mistake.
      await report.message(({ type }) => type === "stall" || type === "mistaken");
      killByIdentity(host.identity, "SIGCONT");
    },
    told: ["stall", "recover"],
  },
];

describe.each(orders)("P and C are both stopped, $first is continued first", ({ proceed, told }) => {
  it("ends a child with a plain timer that each beat resets", async () => {
    const { host, child, report } = await stopBoth({ impatient: true, proceed });
    await report.message("mistaken");
    await expectDead(child);
    expect(isDead(host.identity)).toBe(false);
  });

  it("is no false death", async () => {
    const { host, child, report, bystander } = await stopBoth({ proceed });
    for (const each of told) await report.message(each);
    await expectAliveFor(child, 5 * beat);
    expect(report.messages.map(({ type }) => type)).toEqual(["up", "bound", ...told]);
    host.kill("SIGKILL");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});
