import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { install } from "../install.mjs";
import { prepare } from "../prepare.mjs";
import { failure } from "./counts.mjs";
import { run } from "./run.mjs";
import { runTests } from "./vitest.mjs";

const wine = "/usr/lib/wine/wine64";

/** `npm run test:wine`: the pair under Windows builds of Node. What cannot be installed is skipped, with the reason. */
export async function testWine(root, arguments_) {
  try {
    prepare(root);
  } catch (error) {
    return failure(error.message);
  }
  await run(root, process.execPath, ["scripts/setup-system.mjs", "wine"]);
  // They are for another platform than this one, and are wanted all the same.
  const options = ["--force", "--no-bin-links", "--ignore-scripts"];
  if (!install(join(root, "runtimes/windows"), options)) console.log("npm ci failed in runtimes/windows");
  const endWine = existsSync(wine) ? startWine(root) : () => {};
  try {
    return await runTests(root, ["--config", "test/wine/vitest.config.ts", ...arguments_]);
  } finally {
    endWine();
  }
}

/** One Windows for all tests, in a folder of its own; the tests know its processes by nothing, and leave them alone. */
function startWine(root) {
  const prefix = join(root, ".cache/wine");
  mkdirSync(prefix, { recursive: true });
  Object.assign(process.env, { WINEPREFIX: prefix, WINEDEBUG: "-all" });
  const options = { cwd: root, stdio: "ignore" };
  spawnSync(wine, ["winecfg", "-v", "win10"], { ...options, timeout: 120_000 });
  const program = "runtimes/windows/node_modules/node-20/bin/node.exe";
  const holder = spawn(wine, [program, "-e", "setInterval(() => {}, 1000)"], options);
  holder.on("error", () => {});
  return () => {
    holder.kill("SIGKILL");
    // Ends what belongs to this folder, and nothing else.
    spawnSync("/usr/lib/wine/wineserver", ["-k"], options);
  };
}
