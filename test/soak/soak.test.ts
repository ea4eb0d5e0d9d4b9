import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { carriers, type Started, start, temporaryDirectory, until } from "../support/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Result {
  rounds: number;
  counts: Record<string, number>;
}

/** With a folder of its own for what it writes: nothing may be left in it. */
function startSoak(...args: string[]): { soak: Started; scratch: string; result: () => Result } {
  const scratch = temporaryDirectory();
  const path = join(temporaryDirectory(), "result.json");
  const soak = start("node", ["scripts/soak.mjs", "--no-build", "--result", path, ...args], {
    cwd: root,
    env: { TMPDIR: scratch },
  });
  return { soak, scratch, result: () => JSON.parse(readFileSync(path, "utf8")) };
}

describe("npm run soak", () => {
  it("finds nothing in the rounds of a seed", async () => {
    const { soak, scratch, result } = startSoak("--seed", "7", "--rounds", "10");
    expect(await soak.exit, soak.output).toEqual({ code: 0, signal: null });
    const { rounds, counts } = result();
    expect(rounds).toBe(10);
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("finds what a broken guard leaves, and again in the round that it names", async () => {
    const broken = startSoak("--seed", "7", "--rounds", "4", "--sabotage", "guard");
    expect(await broken.soak.exit, broken.soak.output).toEqual({ code: 1, signal: null });
    expect(broken.result().counts.survivors).toBeGreaterThan(0);
    const [, again = ""] =
      /^survivors: .*(?:\n {2}.*)*?\n {2}replay: npm run soak -- (.*)$/m.exec(broken.soak.output) ?? [];
    const { soak, scratch, result } = startSoak(...again.split(" "));
    expect(await soak.exit, soak.output).toEqual({ code: 1, signal: null });
    expect(result()).toMatchObject({ rounds: 1 });
    expect(result().counts.survivors).toBeGreaterThan(0);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("cleans up at Ctrl-C", async () => {
    const { soak, scratch } = startSoak("--seed", "7");
    const scope = scopeOf(soak);
    const started = () => carriers("LIFELINE_SOAK=").filter(({ pid }) => environmentOf(pid).includes(scope));
    await until("some of it to run", () => started().length > 8);
    soak.kill("SIGINT");
    expect(await soak.exit, soak.output).toEqual({ code: 130, signal: null });
    expect(started()).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

/** Several soaks may run on a machine: ours are those that inherited our mark. */
function scopeOf(soak: Started): string {
  const [, scope = ""] = /\0(LIFELINE_TEST_SCOPE=[^\0]+)/.exec(`\0${environmentOf(soak.pid)}`) ?? [];
  expect(scope).not.toBe("");
  return scope;
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return ""; // it has ended
  }
}
