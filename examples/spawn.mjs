// A Node parent and child; the lifeline is an extra descriptor, so stdin, stdout and stderr stay yours.
// Run: node examples/spawn.mjs, and then kill -9 the parent
import { spawnWithLifeline } from "lifeline-parent";

const child = spawnWithLifeline(process.execPath, [`${import.meta.dirname}/child.mjs`], {
  stdio: ["ignore", "inherit", "inherit"],
});
await child.lifeline.ready();
console.log(`parent: pid ${process.pid}, the child is ready`);
