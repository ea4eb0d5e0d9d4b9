import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cleanUpFile } from "../support/cleanup.js";
import {
  createReport,
  describeProcess,
  expectDead,
  fixture,
  identify,
  isDead,
  start,
  until,
} from "../support/index.js";
import { guardsWithoutParent } from "../support/leftovers.js";

describe("clean-up", () => {
  const left: { identities: ReturnType<typeof identify>[] } = { identities: [] };

  it.fails("is done although the test fails", async () => {
    const shell = start("sh", [
      "-c",
      `setsid sleep 1000 & echo '{"type":"child","pid":'$!'}'; exec sleep 1000`,
    ]);
    const { pid } = await shell.message("child");
    left.identities = [shell.identity, identify(Number(pid))];
    // The parent goes first: only the mark in its environment can find the child now.
    shell.kill("SIGKILL");
    await shell.exit;
    throw new Error("planned failure");
  });

  it("has ended what the failed test started, reparented or not", () => {
    expect(left.identities).toHaveLength(2);
    expect(left.identities.filter((each) => !isDead(each)).map(describeProcess)).toEqual([]);
  });

  it("can be asked for, as at the end of a file", async () => {
    const { identity } = start("sleep", ["1000"]);
    await cleanUpFile();
    expect(isDead(identity)).toBe(true);
  });

  it("fails the run, and names the process, when one is left all the same", async () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const report = createReport<{ stray: { child: number } }>();
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const arguments_ = [vitest, "run", "--config", fixture("leaver.config.ts"), "--root", root];
    const run = start(process.execPath, arguments_, { env: { ...report.env, LIFELINE_TEST_SCALE: "1" } });
    const { child } = await report.message("stray", { timeout: 30_000 });
    const stray = identify(child);
    expect(await run.exit).toEqual({ code: 1, signal: null });
    await expectDead(stray);
    await until("its complaint", () => run.stderr.includes(`${child} S sleep 1000`));
  });
});

describe("leftovers", () => {
  it("accuses a guard whose parent is gone, and no other", async () => {
    const parent = start("true");
    await parent.exit;
    const asGuardOf = (pid: number) => start("sh", ["-c", "sleep 1000; :", `lifeline-guard ${pid}`]);
    const orphan = asGuardOf(parent.pid);
    const busy = asGuardOf(process.pid);
    const accused = guardsWithoutParent().map(({ pid }) => pid);
    expect(accused).toContain(orphan.pid);
    expect(accused).not.toContain(busy.pid);
  });
});
