// An AbortSignal that ends the child with its grace period: plain spawn() would send one SIGTERM and leave it at that.
// Run: node examples/abort.mjs
import { once } from "node:events";
import { spawnWithLifeline } from "lifeline-parent";

const controller = new AbortController();
const child = spawnWithLifeline(process.execPath, [`${import.meta.dirname}/child.mjs`], {
  stdio: ["ignore", "inherit", "inherit"],
  signal: controller.signal,
});
child.on("error", (error) => console.log(`parent: ${error.name}`));
await child.lifeline.ready();
controller.abort();
const [exitCode] = await once(child, "exit");
console.log(`parent: the child ended with ${exitCode}`);
