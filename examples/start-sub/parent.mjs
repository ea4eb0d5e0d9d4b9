// A script that starts a script that loops. Kill the parent, kill the starter, or stop it: nothing is left.
// Run: node examples/start-sub/parent.mjs, and then Ctrl-C, or kill -9 it, or kill -9 the pid that start.sh has printed.
// With --plain it is child_process.spawn, and sub.sh loops on.
import { spawn } from "node:child_process";
import { spawnWithLifeline } from "lifeline-parent";

const isPlain = process.argv.includes("--plain");
const child = (isPlain ? spawn : spawnWithLifeline)("sh", [`${import.meta.dirname}/start.sh`], {
  stdio: ["ignore", "inherit", "inherit"],
});

process.once("SIGINT", () => (isPlain ? child.kill() : child.lifeline.stop()));

child.once("exit", async (exitCode, signal) => {
  console.log(`parent: start.sh has ended with ${signal ?? exitCode}`);
  if (isPlain) return;
  // What a starter leaves behind lives on with the lifeline; this says that it is not wanted.
  await child.lifeline.stop();
  console.log("parent: nothing is left");
});
console.log(`parent: pid ${process.pid}`);
