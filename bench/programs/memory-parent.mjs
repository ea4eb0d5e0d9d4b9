// A parent of `count` foreign children.
import { once } from "node:events";
import { spawnWithLifeline } from "lifeline-parent";

const [count] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  await once(spawnWithLifeline("sleep", ["3600"], { stdio: "ignore" }), "spawn");
}
console.log("ready now");
setInterval(() => {}, 3_600_000);
