// A full-screen program behind a shell: whoever ends only the bash leaves `watch`, and its `top` every two seconds.
// Run: node examples/full-screen/parent.mjs, and then Ctrl-C, or kill -9 it; with --terminal it shows the screen.
// With --plain it is child_process.spawn, and pgrep -a watch shows what that leaves behind.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { spawnWithLifeline } from "lifeline-parent";

const isPlain = process.argv.includes("--plain");
const [script, stdio] = process.argv.includes("--terminal")
  ? ["watch 'top -b -n 1'; echo 'bash: the screen is over'", "inherit"]
  : ["watch top > top.log", ["ignore", "ignore", "inherit"]];

const child = (isPlain ? spawn : spawnWithLifeline)("bash", ["-c", script], {
  cwd: tmpdir(),
  env: { TERM: "xterm", ...process.env },
  stdio,
});

process.once("SIGINT", async () => {
  if (isPlain) return child.kill();
  const { forced } = await child.lifeline.stop();
  console.log(`parent: all of it has ended, ${forced ? "by SIGKILL" : "as it was asked to"}`);
});
console.log(`parent: pid ${process.pid}, bash ${child.pid}`);
