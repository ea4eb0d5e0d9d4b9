// npm run coverage [-- <arguments of vitest>]: which lines and branches of the packages run in the tests, in all processes
// that the tests start. The whole suite must reach the threshold; a part of it is only shown.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collect } from "./cover/collect.mjs";
import { report } from "./cover/report.mjs";
import { install } from "./install.mjs";
import { copyWorkspace } from "./workspace.mjs";

/** In per cent of lines. */
const THRESHOLD = 95;
/** Tests of the very thing that counting changes, and so say nothing here. `npm test` runs all of them. */
const INHERITED = "Node hands NODE_V8_COVERAGE on to whatever it starts";
const LEFT_OUT = {
  "without a terminal says of a signal that it may not pass on that it may not, and waits on":
    "Node tells stderr that another user may not write here what V8 counts",
  "the environment of a child is the user's, where there is one, and two entries": INHERITED,
  "the guard as a process inherits no environment: no cookie, no function, no secret": INHERITED,
  "a busy child that reads and writes with one socket loses the release to an EPIPE":
    "a control that is to lose a race, and does not lose it while V8 counts",
};

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
const finish = collect(written, scripts);
const passed = await runTests();
const { lines, branches } = await report(finish(), { folder, mapOf, outputDir: `${root}coverage` });

for (const [name, reason] of Object.entries(LEFT_OUT)) console.log(`left out: ${name}: ${reason}`);
console.log("not measured: the guard, a shell script in a string; npm run mutation says what holds it");
if (!passed) console.log("some tests failed, with V8 counting: see above");
console.log(`lines ${lines.pct} %, branches ${branches.pct} %; line by line: coverage/index.html`);
const isEnough = chosen.length > 0 || lines.pct >= THRESHOLD;
if (!isEnough) console.log(`that is less than ${THRESHOLD} % of the lines`);
process.exitCode = isEnough && passed ? 0 : 1;

/** The shipped bundles, without a word of their maps: each process would write out what a bundle names, and tests look. */
function build() {
  return ["child", "parent"].flatMap((name) => {
    const program = join(root, "node_modules/tsup/dist/cli-default.js");
    const args = [program, "--config", `packages/${name}/tsup.config.ts`, "--sourcemap", "--silent"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) fail(`The build failed:\n${stderr}`);
    const bundles = ["index.js", "index.cjs", "compat.js", ...(name === "parent" ? ["cli.js"] : [])];
    return bundles.map((file) => takeMap(join(folder, "packages", name, "dist", file)));
  });
}

function takeMap(path) {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/\/\/# sourceMappingURL=.*\n?$/, ""));
  renameSync(`${path}.map`, mapOf(path));
  return path;
}

/** Where its map is now. */
function mapOf(path) {
  return join(base, `${path.slice(folder.length).replaceAll("/", "-")}.map`);
}

function runTests() {
  const program = join(folder, "node_modules/vitest/vitest.mjs");
  const names = Object.keys(LEFT_OUT).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const others = chosen.includes("-t") ? [] : ["-t", `^(?!(${names.join("|")})$)`];
  const child = spawn(process.execPath, [program, "run", ...others, ...chosen], {
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
