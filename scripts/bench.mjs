// npm run bench [-- figure…] [--quick] [--no-build]: measures what the packages cost, and fails if a bound is broken.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "../bench/support/machine.mjs";
import { compile } from "../bench/support/native.mjs";
import { endAll } from "../bench/support/processes.mjs";
import { table } from "../bench/support/rows.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}.cache`;
const names = ["latency", "import", "idle", "scale", "reuse"];

const options = {
  quick: { type: "boolean", default: false },
  "no-build": { type: "boolean", default: false },
};
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const unknown = positionals.find((name) => !names.includes(name));

if (process.platform !== "linux") fail("The figures are read from /proc: they need Linux.");
if (unknown) fail(`Expected one of ${names.join(", ")}, got ${unknown}.`);

for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
]) {
  process.once(signal, () => endAll().finally(() => process.exit(128 + number)));
}

prepare();
const native = compile(`${cache}/bench`);
const conditions = machine(native.compiler);
console.log(
  `\n${Object.entries(conditions)
    .map(([key, value]) => `${key.padEnd(16)} ${value}`)
    .join("\n")}`,
);

const figures = [];
for (const name of names.filter((one) => positionals.length === 0 || positionals.includes(one))) {
  figures.push(await run(name));
}
report();

async function run(name) {
  const { title, measure } = await import(`../bench/figures/${name}.mjs`);
  console.log(`\n## ${title}\n`);
  try {
    const rows = await measure({ quick: values.quick, native, cache: `${cache}/bench` });
    console.log(table(rows));
    return { name, title, rows };
  } finally {
    await endAll();
  }
}

function report() {
  const broken = figures.flatMap(({ rows }) => rows.filter((row) => row.verdict === "broken"));
  const result = { date: new Date().toISOString(), quick: values.quick, machine: conditions, figures };
  writeFileSync(`${cache}/bench.json`, `${JSON.stringify(result, null, 2)}\n`);
  console.log(
    broken.length === 0
      ? "\nNo measured bound is broken."
      : `\nBroken: ${broken.map((row) => row.what).join("; ")}.`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}

// A fresh clone has neither the tools nor dist.
function prepare() {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(`${root}node_modules`)) npm("ci");
  if (!values["no-build"]) npm("run", "build", "--silent");
}

function npm(...args) {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) fail(`npm ${args.join(" ")} failed:\n${stdout}${stderr}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
