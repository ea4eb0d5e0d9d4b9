// npm run test:runtimes [-- <arguments of vitest>]: the pair under Node 22, 24 and 26, Bun and Deno, crossed.
// The last line is as that of npm test. What could not be installed is skipped, and named.
import { fileURLToPath } from "node:url";
import { conclude } from "./testing/counts.mjs";
import { testRuntimes } from "./testing/runtimes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
conclude(await testRuntimes(root, process.argv.slice(2)));
