import { describe, expect, it } from "vitest";
import { guardOf, heardAll } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  type ProcessIdentity,
  readProcess,
  registerForKilling,
  runProgram,
  until,
} from "../support/index.js";

const MEGABYTE = 2 ** 20;

/** A program with a child that carries no cookie: its guard knows it by what it is told, or not at all. */
const PARENT = `
  import { spawn } from "node:child_process";
  import { createLifeline, spawnWithLifeline } from "lifeline-parent";
  const say = (type, facts) => console.log(JSON.stringify({ type, ...facts }));
  const SCRUBBED = ["env", ["-i", "sleep", "3600"]];
`;

interface Said {
  up: { pid: number; killed?: number[] };
  grown: { bytes: number };
}

function runParent(source: string) {
  return runProgram<Said>(PARENT + source);
}

/** It has no environment by which the clean-up could find it. */
function scrubbed({ pid }: { pid: number }): ProcessIdentity {
  return registerForKilling(identify(pid));
}

describe("a guard that does not read", () => {
  it("costs its parent no memory, however much there is to say, and hears the rest when it reads again", async () => {
    const host = runParent(`
      import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      setFlagsFromString("--expose-gc");
      const collectGarbage = runInNewContext("gc");
      const used = () => {
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const up = () => say("up", { pid: spawnWithLifeline(...SCRUBBED, { stdio: "ignore" }).pid });
      up();
      process.stdin.once("data", () => {
        const before = used();
        // Each is announced before it is spawned, and taken back when spawn throws.
        for (let count = 0; count < 2_000; count++) try { spawnWithLifeline("sleep", { uid: "x" }) } catch {}
        say("grown", { bytes: used() - before });
        up();
      });
    `);
    const first = scrubbed(await host.message("up"));
    const guard = await until("a guard", () => guardOf(host.pid));
    killByIdentity(guard, "SIGSTOP");
    await until("it to be stopped", () => readProcess(guard.pid)?.state === "T");
    host.send("");
    expect((await host.message("grown")).bytes).toBeLessThan(MEGABYTE);
    const second = scrubbed(await host.message("up", { count: 2 }));
    killByIdentity(guard, "SIGCONT");
    await heardAll(guard);
    host.kill("SIGKILL");
    await expectDead([first, second]);
  });
});

describe("a guard that is killed between a child's announcement and its pid", () => {
  async function killBetween({ guard }: { guard: boolean }) {
    const host = runParent(`
      import { readFileSync } from "node:fs";
      const lifeline = createLifeline({ guard: ${guard}, gracePeriod: 300 });
      const options = lifeline.spawnOptions({ stdio: "ignore" });
      const children = readFileSync(\`/proc/self/task/\${process.pid}/children\`, "latin1").split(" ");
      const killed = children.map(Number).filter((pid) => pid > 0);
      for (const pid of killed) process.kill(pid, "SIGKILL");
      const child = spawn(...SCRUBBED, options);
      lifeline.attach(child);
      say("up", { pid: child.pid, killed });
      process.stdin.resume();
    `);
    const up = await host.message("up");
    const child = scrubbed(up);
    // One that is still dying is to be seen, too.
    const isOther = (found: ProcessIdentity | undefined) => found && !up.killed?.includes(found.pid) && found;
    if (guard) await heardAll(await until("another guard", () => isOther(guardOf(host.pid))));
    host.kill("SIGKILL");
    await host.exit;
    return child;
  }

  it("has a successor that knows both", async () => {
    await expectDead(await killBetween({ guard: true }));
  });

  it("leaks that child where there is none", async () => {
    await expectAliveFor(await killBetween({ guard: false }), 500);
  });
});
