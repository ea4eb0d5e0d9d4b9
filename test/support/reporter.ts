import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";

export interface RunResult {
  passed: number;
  /** Tests, and what failed outside of one: files that could not be loaded, hooks, stray rejections. */
  failed: number;
  skipped: { name: string; reason: string }[];
}

/** Writes the real counts to the file that LIFELINE_TEST_RESULT names, for scripts/test.mjs. */
export default class ResultReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env.LIFELINE_TEST_RESULT;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(count(modules, unhandledErrors)));
  }
}

function count(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): RunResult {
  const cases = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const states = cases.map((each) => each.result().state);
  return {
    passed: states.filter((state) => state === "passed").length,
    failed:
      states.filter((state) => state === "failed").length +
      suites.filter((suite) => suite.errors().length > 0).length +
      unhandledErrors.length,
    skipped: cases.filter(wasSkipped).map((each) => ({ name: each.fullName, reason: reasonOf(each) })),
  };
}

/** "pending" is a test that was never reached because a hook above it failed. */
function wasSkipped(each: TestCase): boolean {
  return each.result().state === "skipped" || each.result().state === "pending";
}

function reasonOf(each: TestCase): string {
  const result = each.result();
  const note = result.state === "skipped" ? result.note : undefined;
  const reason = note ?? each.meta().skipReason;
  if (reason) return reason;
  if (each.options.mode === "todo") return "to do";
  return each.options.mode === "skip" ? "no reason given" : "not selected, or a hook before it failed";
}
