import { describe, expect } from "vitest";
import { guardOf } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  itNeeds,
  requireTool,
  start,
  startBystander,
} from "../support/index.js";

/** What came of one spawn, by how many descriptors were left. */
interface Outcome {
  code?: string;
  message?: string;
  syscall?: string;
  state?: string;
  bound?: { code: string; cause?: string };
  guard?: { active: boolean; why: string };
  /** How many more there are when all is over. */
  descriptors: number;
  children: number;
}

interface Said {
  done: { outcomes: Outcome[]; strays: string[]; pid: number; protection?: { guard: Outcome["guard"] } };
}

const itNeedsLimits = itNeeds(requireTool("prlimit", { package: "util-linux" }));

function runDry({ plain }: { plain: boolean }) {
  const bystander = startBystander();
  const host = start<Said>("prlimit", [
    "--nofile=96",
    process.execPath,
    fixture("exhausted-host.mjs"),
    plain ? "plain" : "tied",
  ]);
  return { host, bystander };
}

const failure = ({ code, message, syscall }: Outcome) => ({ code, message, syscall });

describe("descriptors are exhausted in the parent", () => {
  itNeedsLimits("fails as spawn fails, at the same point, and leaves no more behind than it", async () => {
    const [spawned, tied] = await Promise.all(
      [true, false].map((plain) => runDry({ plain }).host.message("done")),
    );
    expect(tied?.strays).toEqual([]);
    const outcomes = tied?.outcomes ?? [];
    const failed = outcomes.filter(({ code }) => code !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(outcomes.length);
    expect(outcomes.map(failure)).toEqual(spawned?.outcomes.map(failure));
    for (const each of failed)
      expect(each).toMatchObject({
        code: "EMFILE",
        state: "closed",
        bound: { code: "ERR_LIFELINE_CHILD_EXITED", cause: "EMFILE" },
      });
    expect(outcomes.map(({ children }) => children)).toEqual(outcomes.map(() => 0));
    // The guard's pipe is one, once.
    const left = (all: Outcome[] = []) => all.reduce((sum, { descriptors }) => sum + descriptors, 0);
    expect(left(outcomes)).toBeLessThanOrEqual(left(spawned?.outcomes) + 1);
  });

  itNeedsLimits("says of the guard that there is none, and why, until there is", async () => {
    const { host } = runDry({ plain: false });
    const { outcomes, protection } = await host.message("done");
    const guards = outcomes.map(({ guard }) => guard);
    const started = guards.findIndex((guard) => guard?.active);
    expect(started).toBeGreaterThan(0);
    for (const guard of guards.slice(0, started))
      expect(guard).toMatchObject({ active: false, why: expect.stringContaining("EMFILE") });
    for (const guard of [...guards.slice(started), protection?.guard]) expect(guard?.active).toBe(true);
    expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(2);
  });

  itNeedsLimits("protects what is spawned when there is room again", async () => {
    const { host, bystander } = runDry({ plain: false });
    const child = identify((await host.message("done")).pid);
    expect(guardOf(host.pid)).toBeDefined();
    host.kill("SIGKILL");
    await expectDead(child);
    bystander.expectAlive();
  });

  itNeedsLimits("leaks what is spawned then without a lifeline", async () => {
    const { host } = runDry({ plain: true });
    const child = identify((await host.message("done")).pid);
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(child, 300);
  });
});
