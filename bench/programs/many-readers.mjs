// A parent of many children that read its heartbeats: ours, or plain socket writes of the same lines as the control.
import { spawn } from "node:child_process";
import { once } from "node:events";

const [kind, count, program] = process.argv.slice(2);
const interval = 2000;
const children = [];

if (kind === "lifeline") {
  const { spawnWithLifeline } = await import("lifeline-parent");
  for (let i = 0; i < Number(count); i++) children.push(spawnWithLifeline(program, { stdio: "ignore" }));
  await Promise.all(children.map((child) => child.lifeline.bound()));
} else {
  for (let i = 0; i < Number(count); i++) children.push(await startPlain());
  let seq = 0;
  setInterval(() => {
    seq++;
    for (const child of children) child.stdio[3].write(`BEAT seq=${seq}\n`);
  }, interval);
}

console.log("bound all");
setInterval(() => children.length, 3_600_000);

async function startPlain() {
  const stdio = ["ignore", "ignore", "ignore", "pipe"];
  const child = spawn(program, { stdio, env: { ...process.env, LIFELINE: "v=1;fd=3" } });
  child.stdio[3].write("HELLO v=1\n");
  await once(child.stdio[3], "data");
  return child;
}
