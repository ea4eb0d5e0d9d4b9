// npm run coverage [-- <arguments of vitest>]: which lines and branches of the packages run in the tests, in all processes
// that the tests start. The whole suite must reach the threshold; a part of it is only shown.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collect } from "./cover/collect.mjs";
import { report } from "./cover/report.mjs";
import { install } from "./install.mjs";
import { copyWorkspace } from "./workspace.mjs";

/** In per cent of lines. */
const THRESHOLD = 95;
/** What measures the very thing that coverage changes, and so says nothing here. `npm test` runs all of them. */
const LEFT_OUT = {};

const root = fileURLToPath(new URL("..", import.meta.url));
const base = `${root}.cache/coverage-${process.pid}`;
const folder = join(base, "workspace");
const written = join(base, "v8");
const chosen = process.argv.slice(2);

if (!install(root)) fail("npm ci failed");
spawnSync(process.execPath, ["scripts/setup-system.mjs"], { cwd: root, stdio: "inherit" });
mkdirSync(written, { recursive: true });
process.once("exit", () => rmSync(base, { recursive: true, force: true }));
copyWorkspace(root, folder);
const scripts = build();
const finish = collect(written, (url) => scripts.some((path) => url === `file://${path}`));
const passed = await runTests();
const { lines, branches } = await report(finish(), folder, `${root}coverage`);

for (const [file, reason] of Object.entries(LEFT_OUT)) console.log(`left out: ${file}: ${reason}`);
console.log("not measured: the guard, a shell script in a string; npm run mutation says what holds it");
if (!passed) console.log("some tests failed, with V8 counting: see above");
console.log(`lines ${lines.pct} %, branches ${branches.pct} %; line by line: coverage/index.html`);
const isEnough = chosen.length > 0 || lines.pct >= THRESHOLD;
if (!isEnough) console.log(`that is less than ${THRESHOLD} % of the lines`);
process.exitCode = isEnough && passed ? 0 : 1;

/** The shipped bundles, with maps beside them: a bundle that named its map would have each process write it out. */
function build() {
  return ["child", "parent"].flatMap((name) => {
    const program = join(root, "node_modules/tsup/dist/cli-default.js");
    const args = [program, "--config", `packages/${name}/tsup.config.ts`, "--sourcemap", "--silent"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) fail(`The build failed:\n${stderr}`);
    const bundles = ["index.js", "index.cjs", ...(name === "parent" ? ["cli.js"] : [])];
    return bundles.map((file) => withoutMap(join(folder, "packages", name, "dist", file)));
  });
}

function withoutMap(path) {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/\/\/# sourceMappingURL=.*\n?$/, ""));
  return path;
}

function runTests() {
  const program = join(folder, "node_modules/vitest/vitest.mjs");
  const excluded = Object.keys(LEFT_OUT).flatMap((file) => ["--exclude", file]);
  const child = spawn(process.execPath, [program, "run", ...chosen, ...excluded], {
    cwd: folder,
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_V8_COVERAGE: written,
      NODE_OPTIONS: `--require=${join(folder, "scripts/cover/take.cjs")}`,
    },
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code === 0)));
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
