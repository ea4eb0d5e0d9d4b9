import { install } from "../install.mjs";
import { failure } from "./counts.mjs";
import { run } from "./run.mjs";
import { runTests } from "./vitest.mjs";

/** `npm test`: everything from a fresh clone to the counts. */
export async function testByDefault(root, arguments_) {
  if (!install(root)) return failure("npm ci");
  await run(root, process.execPath, ["scripts/setup-system.mjs"]);
  if ((await run(root, "npm", ["run", "build", "--silent"])) !== 0) return failure("npm run build");
  const checked = !process.env.CI || (await run(root, "npm", ["run", "check", "--silent"])) === 0;
  const result = await runTests(root, arguments_);
  if (checked) return result;
  console.error("failed: npm run check");
  const failures = [...result.failures, { name: "npm run check", errors: [] }];
  return { ...result, failed: failures.length, failures };
}
