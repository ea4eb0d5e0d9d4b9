// npm test [-- <arguments of vitest>]: everything from a fresh clone to the counts, in one command.
// The last line is always "N passed, N failed", with ", N skipped" where tests were skipped.
import { fileURLToPath } from "node:url";
import { conclude } from "./testing/counts.mjs";
import { testByDefault } from "./testing/default.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
conclude(await testByDefault(root, process.argv.slice(2)));
