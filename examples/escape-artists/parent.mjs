// Starts every escape artist, prints their pids, and waits to be killed. Run by table.mjs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { spawnWithLifeline } from "lifeline-parent";

/** Each starts a process that gets away in its own manner, prints its pid, and ends: that process is an orphan then. */
const artists = {
  setsid: "setsid sleep 3600 > /dev/null & echo $!",
  "double fork": "( setsid sh -c 'sleep 3600 > /dev/null & echo $!' )",
  nohup: "nohup sleep 3600 > /dev/null 2>&1 & echo $!",
  "Node's detached": `node -e '
    const { spawn } = require("node:child_process");
    const child = spawn("sleep", ["3600"], { detached: true, stdio: "ignore" });
    child.unref();
    console.log(child.pid);
  '`,
};

const start = process.argv.includes("--plain") ? spawn : spawnWithLifeline;
const orphans = Object.entries(artists).map(async ([name, script]) => {
  const child = start("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [[pid]] = await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
  return { name, pid: Number(pid) };
});
console.log(JSON.stringify(await Promise.all(orphans)));
setInterval(() => {}, 60_000);
