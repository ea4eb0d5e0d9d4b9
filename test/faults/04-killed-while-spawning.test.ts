import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectGuardGone } from "../support/guards.js";
import {
  carriers,
  describeProcess,
  expectAliveFor,
  expectDead,
  fixture,
  readProcess,
  runProgram,
  scaled,
  start,
  until,
} from "../support/index.js";

const ROUNDS = Number(process.env.LIFELINE_TEST_RACES ?? 100);

interface Race {
  parent: number;
  /** The living processes of its tree, which carry a mark in their environment. */
  left: () => string[];
}

/** A parent that calls at once, and is killed at a moment between 0 and 50 ms after it has said that it will. */
async function race(kind: "foreign" | "plain", delay: number): Promise<Race> {
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
  const left = () => carriers(mark).map((each) => `${delay} ms after the call: ${describeProcess(each)}`);
  return { parent: host.pid, left };
}

describe("the parent is killed 0 to 50 ms after the call", () => {
  const timeout = scaled(60_000 + ROUNDS * 1_000);

  it(`leaks nothing, ${ROUNDS} times`, { timeout }, async () => {
    const races: Race[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { parent, left } = await race("foreign", (50 * round) / ROUNDS);
      await until("the tree to be gone", () => left().length === 0, { timeout: 5_000 }).catch(() => {});
      races.push({ parent, left });
    }
    // While a process execs it shows no mark, and nobody seems to be left: only the end of the guard tells.
    for (const { parent } of races) await expectGuardGone(parent);
    expect(races.flatMap(({ left }) => left())).toEqual([]);
  });

  it("leaks without us", async () => {
    const races: Race[] = [];
    for (let round = 0; round < 10; round++) races.push(await race("plain", 20 + 3 * round));
    expect(races.flatMap(({ left }) => left())).not.toEqual([]);
  });
});

// The worst instant of all: Node's own spawn() has returned, and nobody has been told of the child.
describe("the parent dies between the spawn and its first word to the guard", () => {
  async function dieAtOnce({ plain }: { plain: boolean }) {
    const library = plain ? "node:child_process" : "lifeline-parent";
    const parent = runProgram<{ spawned: { pid: number } }>(`
      import childProcess from "node:child_process";
      import { writeSync } from "node:fs";
      import { syncBuiltinESMExports } from "node:module";

      const original = childProcess.spawn;
      childProcess.spawn = (command, ...more) => {
        const child = original(command, ...more);
        if (command !== "sleep") return child; // the guard
        writeSync(1, JSON.stringify({ type: "spawned", pid: child.pid }) + "\\n");
        process.kill(process.pid, "SIGKILL");
      };
      syncBuiltinESMExports();
      const { ${plain ? "spawn" : "spawnWithLifeline: spawn"} } = await import("${library}");
      spawn("sleep", ["3600"], { stdio: "ignore" });
    `);
    const { pid } = await parent.message("spawned");
    await parent.exit;
    return { pid, start: readProcess(pid)?.start ?? "gone" };
  }

  it("leaks the child without us", async () => {
    await expectAliveFor(await dieAtOnce({ plain: true }), 300);
  });

  it("ends it: the guard finds it by its cookie", async () => {
    await expectDead(await dieAtOnce({ plain: false }));
  });
});
