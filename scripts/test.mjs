// npm test [-- <arguments of vitest>]: everything from a fresh clone to the counts, in one command.
// The last line is always "N passed, N failed", with ", N skipped" where tests were skipped.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const resultPath = join(root, ".cache/test-result.json");

const { passed, failed, skipped } = await main();
for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
const counts = [`${passed} passed`, `${failed} failed`];
if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
// A run in which nothing was executed has proved nothing.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(counts.join(", "));

async function main() {
  if (!install(root)) return failure("npm ci");
  await run(process.execPath, ["scripts/setup-system.mjs"]);
  if ((await run("npm", ["run", "build", "--silent"])) !== 0) return failure("npm run build");
  const checked = !process.env.CI || (await run("npm", ["run", "check", "--silent"])) === 0;
  const result = await runTests(process.argv.slice(2));
  if (checked) return result;
  console.error("failed: npm run check");
  return { ...result, failed: result.failed + 1 };
}

async function runTests(arguments_) {
  rmSync(resultPath, { force: true });
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const code = await run(process.execPath, [vitest, "run", ...arguments_], {
    LIFELINE_TEST_RESULT: resultPath,
  });
  const result = readResult();
  if (code === 0 || result.failed > 0) return result;
  console.error("failed: the run itself, outside of any test (see above)");
  return { ...result, failed: 1 };
}

function readResult() {
  try {
    return JSON.parse(readFileSync(resultPath, "utf8"));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

function failure(step) {
  console.error(`failed: ${step}, so no test could run`);
  return { passed: 0, failed: 1, skipped: [] };
}

/** The exit code; a signal that ends this script ends what it runs, too. */
function run(command, arguments_, env = {}) {
  const child = spawn(command, arguments_, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve) => {
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once("error", (error) => {
      console.error(`failed: ${command}: ${error.message}`);
      finish(1);
    });
    child.once("exit", (code, signal) => finish(signal ? 1 : code));
  });
}
