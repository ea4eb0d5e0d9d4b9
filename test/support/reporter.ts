import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node";

export interface RunResult {
  passed: number;
  failed: number;
  /** Tests, and what failed outside of one: files that could not be loaded, hooks, stray rejections. */
  failures: { name: string; errors: string[] }[];
  skipped: { name: string; reason: string }[];
}

/** Writes the real counts to the file that LIFELINE_TEST_RESULT names, for scripts/test.mjs. */
export default class ResultReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const path = process.env.LIFELINE_TEST_RESULT;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(count(modules, unhandledErrors)));
  }
}

function count(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): RunResult {
  const cases = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const failures = [
    ...cases.filter((each) => each.result().state === "failed").map(describeTest),
    ...suites.filter((suite) => suite.errors().length > 0).map(describeSuite),
    ...unhandledErrors.map((error) => ({ name: "outside of any test", errors: [describeError(error)] })),
  ];
  return {
    passed: cases.filter((each) => each.result().state === "passed").length,
    failed: failures.length,
    failures,
    skipped: cases.filter(wasSkipped).map((each) => ({ name: each.fullName, reason: reasonOf(each) })),
  };
}

function describeTest(each: TestCase): RunResult["failures"][number] {
  const errors = each.result().errors ?? [];
  return { name: `${each.module.relativeModuleId}: ${each.fullName}`, errors: errors.map(describeError) };
}

function describeSuite(suite: TestModule | TestSuite): RunResult["failures"][number] {
  const name =
    suite.type === "module" ? suite.relativeModuleId : `${suite.module.relativeModuleId}: ${suite.fullName}`;
  return { name, errors: suite.errors().map(describeError) };
}

function describeError({ message, stack, diff }: SerializedError): string {
  const lines = (stack ?? message).split("\n").filter((line) => !line.includes("/node_modules/"));
  return [...lines, ...(diff ? [diff] : [])].join("\n");
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
