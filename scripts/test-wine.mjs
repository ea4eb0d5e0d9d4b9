// npm run test:wine [-- <arguments of vitest>]: the pair and stop() under Windows builds of Node, under Debian's Wine.
// The last line is as that of npm test.
import { fileURLToPath } from "node:url";
import { conclude } from "./testing/counts.mjs";
import { testWine } from "./testing/wine.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
conclude(await testWine(root, process.argv.slice(2)));
