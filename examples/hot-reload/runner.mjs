// A hot-reload runner: when a file changes it builds, stops what runs with all that it has started, and runs it anew.
// Run: node examples/hot-reload/runner.mjs, save examples/hot-reload/app.mjs a few times, and then kill -9 the runner.
// For yours: node examples/hot-reload/runner.mjs --watch <file> --build "<command>" -- <command> [arguments…]
// With --plain it is child_process.spawn: the app that it started first keeps the port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { spawnWithLifeline } from "lifeline-parent";

const here = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    watch: { type: "string", default: `${here}/app.mjs` },
    build: { type: "string", default: `sh '${here}/build.sh' '${here}/app.mjs' '${here}/dist/app.mjs'` },
    plain: { type: "boolean", default: false },
  },
});
const [command, ...args] =
  positionals.length > 0 ? positionals : ["sh", `${here}/supervisor.sh`, "node", `${here}/dist/app.mjs`];

let changed = () => {};
// The folder, because many an editor writes another file and renames it.
watch(dirname(values.watch), (_event, name) => name === basename(values.watch) && changed());
console.log(`runner: pid ${process.pid}, watches ${values.watch}`);

for (let running; ; ) {
  const change = new Promise((resolve) => {
    changed = resolve;
  });
  if (await build()) {
    await stop(running);
    running = start(command, args);
  }
  await change;
  await sleep(10); // one save is several events
}

/** With a lifeline as well: a runner that is killed in the middle of a build leaves no compiler. */
async function build() {
  const [exitCode] = await start("sh", ["-c", values.build]).exit;
  if (exitCode !== 0) console.log("runner: the build failed, what runs stays");
  return exitCode === 0;
}

function start(command, args) {
  const child = (values.plain ? spawn : spawnWithLifeline)(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return { child, exit: once(child, "exit") };
}

/** Resolves when the port is free: the app, its debug server and their supervisor are gone, whoever of them obeyed. */
async function stop(running) {
  if (!running) return;
  if (values.plain) running.child.kill();
  else await running.child.lifeline.stop();
  await running.exit;
}
