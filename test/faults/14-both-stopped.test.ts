import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectMistaken, runBeatingPair } from "../support/beating.js";
import { startHandmade } from "../support/handmade-parent.js";
import {
  clock,
  expectAliveFor,
  expectDead,
  isDead,
  killByIdentity,
  nodeFixture,
  type Pair,
  scaled,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

const beat = scaled(100);

function run({ impatient }: { impatient: boolean }) {
  return runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat } });
}

/** `proceed` continues both; the first one has run alone for a while when the second follows. */
async function stopBoth(pair: Pair, proceed: (pair: Pair) => Promise<void>) {
  for (const each of [pair.host.identity, pair.child]) await stopInItsSleep(each);
  const stoppedAt = clock();
  await until("15 beats to be missed", () => clock() - stoppedAt > 15 * beat);
  await proceed(pair);
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
    const pair = await run({ impatient: true });
    await expectMistaken(pair, () => stopBoth(pair, proceed));
    expect(isDead(pair.host.identity)).toBe(false);
  });

  it("is no false death", async () => {
    const pair = await run({ impatient: false });
    const { host, child, report, bystander } = pair;
    await stopBoth(pair, proceed);
    for (const each of told) await report.message(each);
    await expectAliveFor(child, 5 * beat);
    expect(report.messages.map(({ type }) => type)).toEqual(["up", "bound", ...told]);
    host.kill("SIGKILL");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});

describe("P is silent for four beats, C is busy then, and P's beat waits while the fifth tick is due", () => {
  async function beatTheBusy({ naive }: { naive: boolean }) {
    const sent = join(temporaryDirectory(), "sent");
    const program = nodeFixture("late-reader.mjs", { naive, beat, sent });
    const { report, socket, hello } = startHandmade({ program });
    socket.write(hello({ beat }));
    await report.message("blocking");
    await new Promise((resolve) => socket.write("BEAT seq=0\n", resolve));
    writeFileSync(sent, "");
    await report.message("unblocked");
    return report.of("stall");
  }

  it("is a stall for a child that does not read before it believes its count", async () => {
    expect(await beatTheBusy({ naive: true })).toHaveLength(1);
  });

  it("is none for ours", async () => {
    expect(await beatTheBusy({ naive: false })).toEqual([]);
  });
});
