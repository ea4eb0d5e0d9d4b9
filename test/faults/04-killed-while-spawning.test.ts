import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { guardOf } from "../support/guards.js";
import {
  carriers,
  describeProcess,
  expectAliveFor,
  expectDead,
  fixture,
  readProcess,
  runProgram,
  start,
  until,
} from "../support/index.js";

const ROUNDS = Number(process.env.LIFELINE_TEST_RACES ?? 100);

/**
 * A parent that calls at once, and is killed at a moment between 0 and 50 ms after it has said that it will. The
 * processes of its tree that are left when everything has had its time; a mark in the environment finds them.
 */
async function race(kind: "foreign" | "plain", delay: number): Promise<string[]> {
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
  const left = () => carriers(mark);
  if (kind === "foreign")
    await until("the tree to be gone", () => left().length === 0, { timeout: 5_000 }).catch(() => {});
  const guarded = describeGuard(host.pid);
  return left().map((each) => `${delay} ms after the call, ${guarded}: ${describeProcess(each)}`);
}

/** What a guard does that should have ended: what it waits for, and who else has its pipe open. */
function describeGuard(parent: number): string {
  const guard = guardOf(parent);
  if (!guard) return "it has no guard";
  const look = (command: string) => spawnSync("sh", ["-c", command], { encoding: "utf8" }).stdout.trim();
  const files = look(`ls -l /proc/${guard.pid}/fd | tail -n +2`);
  const syscall = look(
    `cat /proc/${guard.pid}/wchan /proc/${guard.pid}/syscall; ps -o pid,stat,args --ppid ${guard.pid}`,
  );
  return `its guard ${describeProcess(guard)} lives, ${syscall}, ${files}`;
}

describe("the parent is killed 0 to 50 ms after the call", () => {
  it(`leaks nothing, ${ROUNDS} times`, async () => {
    const leaks: string[] = [];
    for (let round = 0; round < ROUNDS; round++)
      leaks.push(...(await race("foreign", (50 * round) / ROUNDS)));
    expect(leaks).toEqual([]);
  });

  it("leaks without us", async () => {
    const leaks: string[] = [];
    for (let round = 0; round < 10; round++) leaks.push(...(await race("plain", 20 + 3 * round)));
    expect(leaks).not.toEqual([]);
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
