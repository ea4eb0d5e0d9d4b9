// A chain of lifelines: each process is bound to the one above it, and starts the next, down to depth 1.

import { bindToParent } from "lifeline-child";
import { spawnWithLifeline } from "lifeline-parent";

const depth = Number(process.argv[2]);
if (process.argv[3] === "inner") bindToParent();
if (depth > 1) {
  const stdio = ["ignore", "inherit", "inherit"];
  const child = spawnWithLifeline(process.execPath, [process.argv[1], String(depth - 1), "inner"], { stdio });
  if (process.argv[3] !== "inner") {
    process.stdin.once("data", async () => {
      const asked = performance.now();
      await child.lifeline.stop();
      console.log(`stopped ${performance.now() - asked}`);
      process.exit();
    });
  }
} else console.log("deepest now");
setInterval(() => {}, 3_600_000);
