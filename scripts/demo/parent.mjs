// The parent of the demo. Its two sides differ in one word: which function starts the children.
import { spawn } from "node:child_process";
import { spawnWithLifeline } from "lifeline-parent";

const [, , side, directory] = process.argv;
const start = side === "lifeline" ? spawnWithLifeline : spawn;

for (const name of ["server", "worker"]) {
  start(process.execPath, [`${import.meta.dirname}/${name}.mjs`, side, directory], { stdio: "ignore" });
}

// It lives until it is killed, or until the demo is.
process.stdin.on("end", () => process.exit()).resume();
