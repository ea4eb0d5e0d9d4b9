import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import { carriers, nodeFixture, scaled, start, startBystander } from "../support/index.js";

const CHILDREN = 100;
const ROUNDS = Number(process.env.LIFELINE_TEST_RACES ?? 25);

interface Messages {
  spawning: { number: number };
}

/**
 * A parent that is killed as soon as it says that it spawns this one of its children. How many it had come to, and whom
 * it has left behind: a mark in the environment finds them.
 */
async function killWhileItSpawns(number: number, { plain }: { plain: boolean }) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const round = randomUUID();
  const { command, args } = nodeFixture("spawning-host.mjs", { plain, count: CHILDREN });
  const host = start<Messages>(command, args, {
    env: { LIFELINE_TEST_RACE: round },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await host.message((each) => each.type === "spawning" && each.number === number);
  host.kill("SIGKILL");
  await host.exit;
  const left = () => carriers(`LIFELINE_TEST_RACE=${round}`);
  return { host, spawned: host.of("spawning").length, left, bystander };
}

describe(`the parent is killed while it spawns ${CHILDREN} children`, () => {
  const timeout = scaled(60_000 + ROUNDS * 5_000);

  it(`leaves nobody behind, ${ROUNDS} times`, { timeout }, async () => {
    const spawned: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const number = 1 + Math.floor((CHILDREN * round) / ROUNDS);
      const killed = await killWhileItSpawns(number, { plain: false });
      await expectEndedByGuard(killed.left());
      await expectGuardGone(killed.host.pid);
      expect(killed.left()).toEqual([]);
      killed.bystander.expectAlive();
      spawned.push(killed.spawned);
    }
    // It was killed in the middle, or this would be another fault.
    expect(Math.min(...spawned)).toBeLessThan(CHILDREN);
  });

  it("leaves many behind without us", async () => {
    const { left } = await killWhileItSpawns(CHILDREN / 2, { plain: true });
    expect(left().length).toBeGreaterThan(CHILDREN / 4);
  });
});
