// One parent and one child with nothing to do; with the lifeline, or without as the control.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { programPath } from "../support/processes.mjs";

const [kind] = process.argv.slice(2);
const args = [programPath("idle-child.mjs"), kind];
let child;

if (kind === "lifeline") {
  const { spawnWithLifeline } = await import("lifeline-parent");
  child = spawnWithLifeline(process.execPath, args, { stdio: "ignore" });
  await child.lifeline.bound();
} else {
  child = spawn(process.execPath, args, { stdio: "ignore" });
  await once(child, "spawn");
}

console.log(`child ${child.pid}`);
setInterval(() => {}, 3_600_000);
