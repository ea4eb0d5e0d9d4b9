import { join } from "node:path";
import { install } from "../install.mjs";
import { prepare } from "../prepare.mjs";
import { failure } from "./counts.mjs";
import { runTests } from "./vitest.mjs";

/** `npm run test:runtimes`: the pair under each runtime, as parent and as child. */
export async function testRuntimes(root, arguments_, { build = true } = {}) {
  try {
    prepare(root, { build });
  } catch (error) {
    return failure(error.message);
  }
  // Each package brings a program called `node`, which npm would put in front of the real one.
  const installed = install(join(root, "runtimes"), ["--no-bin-links", "--ignore-scripts"]);
  if (!installed) console.log("Runtimes are missing: npm ci failed in runtimes/. Their tests are skipped.");
  return runTests(root, ["--config", "test/runtimes/vitest.config.ts", ...arguments_]);
}
