import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { carriers, fixture, start, until } from "../support/index.js";

const ROUNDS = Number(process.env.LIFELINE_TEST_RACES ?? 100);

/**
 * A parent that calls at once, and is killed at a moment between 0 and 50 ms after it has said that it will. How many
 * processes of its tree are left when everything has had its time; a mark in the environment finds them.
 */
async function race(kind: "foreign" | "plain", delay: number): Promise<number> {
  const mark = `LIFELINE_TEST_RACE=${randomUUID()}`;
  const [name, value] = mark.split("=") as [string, string];
  const host = start(process.execPath, [fixture("racing-host.mjs"), kind], {
    env: { [name]: value },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await host.message("calling");
  await sleep(delay);
  host.kill("SIGKILL");
  await host.exit;
  const left = () => carriers(mark).length;
  if (kind === "plain") return left();
  await until("the tree to be gone", () => left() === 0, { timeout: 5_000 }).catch(() => {});
  return left();
}

describe("the parent is killed 0 to 50 ms after the call", () => {
  it(`leaks nothing, ${ROUNDS} times`, async () => {
    let leaks = 0;
    for (let round = 0; round < ROUNDS; round++)
      leaks += (await race("foreign", (50 * round) / ROUNDS)) > 0 ? 1 : 0;
    expect(leaks).toBe(0);
  });

  it("leaks without us", async () => {
    let leaks = 0;
    for (let round = 0; round < 10; round++) leaks += (await race("plain", 20 + 3 * round)) > 0 ? 1 : 0;
    expect(leaks).toBeGreaterThan(0);
  });
});
