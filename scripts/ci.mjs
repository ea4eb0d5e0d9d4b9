// What .ci/run runs: npm test, and then npm run test:runtimes, with the sum of both as the last line.
// Arguments are vitest's, for both; one that names files of the one finds none in the other.
import { fileURLToPath } from "node:url";
import { conclude } from "./testing/counts.mjs";
import { testByDefault } from "./testing/default.mjs";
import { testRuntimes } from "./testing/runtimes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const arguments_ = [...process.argv.slice(2), "--passWithNoTests"];
const byDefault = await testByDefault(root, arguments_);
conclude(byDefault, await testRuntimes(root, arguments_, { build: false }));
