// A parent of `count` sleeping children, for the curves: says what starting them cost, and stops them when told to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { spawnWithLifeline } from "lifeline-parent";

const [kind, count] = process.argv.slice(2);
// Each child holds our fd 3, which we let go: whoever reads its other end sees the end of the last one.
const stdio = ["ignore", 3, "ignore"];
const start = kind === "lifeline" ? spawnWithLifeline : spawn;

const children = [];
const exits = [];
const began = performance.now();
for (let i = 0; i < Number(count); i++) {
  const child = start("sleep", ["3600"], { stdio });
  children.push(child);
  exits.push(once(child, "exit"));
  // A loop that gives nobody a turn is no program.
  await turn();
}
console.log(`started ${performance.now() - began}`);
closeSync(3);
setInterval(() => {}, 3_600_000);

await once(process.stdin, "data");
const asked = performance.now();
if (kind === "lifeline") await Promise.all(children.map((child) => child.lifeline.stop()));
else for (const child of children) child.kill();
await Promise.all(exits);
console.log(`stopped ${performance.now() - asked}`);
process.exit();
