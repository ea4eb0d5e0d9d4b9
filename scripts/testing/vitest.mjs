import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";

/** Runs vitest with these arguments; what test/support/reporter.ts has counted. */
export async function runTests(root, arguments_) {
  const resultPath = join(root, ".cache/test-result.json");
  rmSync(resultPath, { force: true });
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const code = await run(root, process.execPath, [vitest, "run", ...arguments_], {
    LIFELINE_TEST_RESULT: resultPath,
  });
  const result = readResult(resultPath);
  if (code === 0 || result.failed > 0) return result;
  console.error("failed: the run itself, outside of any test (see above)");
  return { ...result, failed: 1, failures: [{ name: "the run itself, outside of any test", errors: [] }] };
}

function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { passed: 0, failed: 0, failures: [], skipped: [] };
  }
}
