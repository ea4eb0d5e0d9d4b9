// Stopping a child at the end of a block, and what it took. TypeScript writes this as
// `await using child = spawnWithLifeline(…)`; plain JavaScript on Node 20 calls the method itself.
// Run: node examples/dispose.mjs
import { spawnWithLifeline } from "lifeline-parent";

const child = spawnWithLifeline(process.execPath, [`${import.meta.dirname}/child.mjs`], {
  stdio: ["ignore", "inherit", "inherit"],
});
try {
  await child.lifeline.ready();
} finally {
  await child[Symbol.asyncDispose]();
}
// A second stop() reports what the first one did.
const { exitCode, forced } = await child.lifeline.stop();
console.log(`parent: the child ended with ${exitCode}, ${forced ? "by SIGKILL" : "by itself"}`);
