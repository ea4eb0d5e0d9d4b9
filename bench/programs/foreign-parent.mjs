// A parent of children that know nothing of lifelines: `count` groups of `size` processes. Each group says "up" on our
// stdout and holds it, so that whoever reads it sees the end when the last process is gone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { spawnWithLifeline } from "lifeline-parent";

const [kind, count, size] = process.argv.slice(2);
const start = kind === "lifeline" ? spawnWithLifeline : spawn;
const others = "sleep 3600 & ".repeat(Number(size) - 1);
const script = `${others}echo "up $$"; ${Number(size) > 1 ? "wait" : "exec sleep 3600"}`;

for (let i = 0; i < Number(count); i++) {
  const child = start("/bin/sh", ["-c", script], { stdio: ["ignore", "inherit", "inherit"] });
  // In turn: a thousand shells at once would only wait for each other.
  if (i % 20 === 19) await once(child, "spawn");
}
setInterval(() => {}, 3_600_000);
