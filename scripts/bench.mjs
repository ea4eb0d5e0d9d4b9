// npm run bench [-- part…] [--quick] [--share percent] [--no-build]: measures what the packages cost, beside controls and peers, and writes
// docs/benchmarks.md. It fails if a bound is broken.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "../bench/support/machine.mjs";
import { compile } from "../bench/support/native.mjs";
import { endAll } from "../bench/support/processes.mjs";
import { table } from "../bench/support/rows.mjs";
import { install } from "./install.mjs";
import { prepare } from "./prepare.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}.cache/bench`;
const figures = readdirSync(`${root}bench/figures`).map((file) => file.replace(".mjs", ""));
const names = [...figures, "peers", "curves"];

const options = {
  quick: { type: "boolean", default: false },
  share: { type: "string" },
  "no-build": { type: "boolean", default: false },
};
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const unknown = positionals.find((name) => !names.includes(name));

const share = values.quick ? 0.05 : Number(values.share ?? 100) / 100;
if (!(share > 0 && share <= 1)) fail(`--share is a part of all rounds, in percent: ${values.share}.`);
if (process.platform !== "linux") fail("The figures are read from /proc: they need Linux.");
if (unknown) fail(`Expected one of ${names.join(", ")}, got ${unknown}.`);

for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
]) {
  process.once(signal, () => endAll().finally(() => process.exit(128 + number)));
}

setUp();
const { write } = await import("../bench/report/write.mjs");
const native = compile(cache);
console.log(
  `\n${Object.entries(machine(native.compiler))
    .map(([key, value]) => `${key.padEnd(16)} ${value}`)
    .join("\n")}`,
);

const broken = [];
for (const name of names.filter((one) => positionals.length === 0 || positionals.includes(one))) {
  await run(name);
}
console.log(
  broken.length === 0
    ? "\nNo measured bound is broken."
    : `\nBroken: ${broken.map((row) => row.what).join("; ")}.`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

async function run(name) {
  const isFigure = figures.includes(name);
  const { title, measure } = await import(`../bench/${isFigure ? "figures/" : ""}${name}.mjs`);
  console.log(`\n## ${title}\n`);
  // Each part says by itself when and where it was measured.
  const stamp = { date: new Date().toISOString(), machine: machine(native.compiler) };
  try {
    const result = await measure({ quick: values.quick, share, native, cache });
    publish(
      isFigure
        ? { figures: { [name]: { title, ...stamp, rows: result } } }
        : { [name]: { ...stamp, ...result } },
    );
    if (!isFigure) return;
    console.log(table(result));
    broken.push(...result.filter((row) => row.verdict === "broken"));
  } finally {
    await endAll();
  }
}

// A quick look is not for publishing.
function publish(part) {
  write(values.quick ? `${cache}/docs` : `${root}docs`, part);
}

function setUp() {
  mkdirSync(cache, { recursive: true });
  try {
    prepare(root, { build: !values["no-build"] });
  } catch (error) {
    fail(error.message);
  }
  spawnSync(process.execPath, [`${root}scripts/setup-system.mjs`], { stdio: "inherit" });
  // The peers: whoever does not measure does not pay for them, and one that is missing is skipped.
  if (!install(`${root}bench`)) console.log("Some peers could not be installed: npm ci in bench/ failed.");
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
