// npm run mutation [-- mechanism …] [--all] [--lanes 2]: turns off each mechanism in a copy of dist, and sees which tests
// fail. One that no test misses fails the run. See mutation/README.md.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeMatrix } from "../mutation/matrix.mjs";
import { readMechanisms } from "../mutation/mechanisms.mjs";
import { turnOff } from "../mutation/mutant.mjs";
import { killAllOf, runTests } from "../mutation/run-tests.mjs";
import { catchSignals } from "../soak/support/signals.mjs";
import { prepare } from "./prepare.mjs";
import { copyWorkspace } from "./workspace.mjs";

/** With --all. */
const EVERYTHING = { tests: ["test/faults", "test/guard", "test/tree", "test/api"] };

const NO_TEST = "no test ran";

const root = fileURLToPath(new URL("..", import.meta.url));
const base = `${root}.cache/mutation-${process.pid}`;
const store = `${root}.cache/mutation.json`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean", default: false },
    lanes: { type: "string", default: String(2 * cpus().length) },
    quick: { type: "boolean", default: false },
    "no-build": { type: "boolean", default: false },
  },
});
const known = await readMechanisms();
const unknown = positionals.find((name) => !known.some((each) => each.name === name));
if (unknown) fail(`Expected one of ${known.map(({ name }) => name).join(", ")}, got ${unknown}.`);
const chosen = positionals.length > 0 ? known.filter(({ name }) => positionals.includes(name)) : known;

mkdirSync(base, { recursive: true });
process.once("exit", () => rmSync(base, { recursive: true, force: true }));
const interrupted = catchSignals(() => {
  void killAllOf(base).then(() => process.exit(interrupted()));
});
try {
  prepare(root, { build: !values["no-build"] });
} catch (error) {
  fail(error.message);
}
const began = performance.now();
const whole = await inLanes(values.quick ? [] : untouched(), (each) => judge({ ...each, patches: [] }));
const unsound = new Set(whole.flatMap(({ failed }) => failed));
for (const test of unsound)
  console.log(`fails with every mechanism in place, so it counts for nothing: ${test}`);
const results = await inLanes(chosen, (each) => judge(each, unsound));
report(results);

/** The same tests, with nothing turned off: what fails there says nothing. Those of one file once. */
function untouched() {
  if (values.all) return [{ name: "nothing", ...EVERYTHING }];
  const byFile = new Map();
  for (const { tests, only = "" } of chosen) {
    for (const test of tests) byFile.set(test, [...(byFile.get(test) ?? []), only]);
  }
  return [...byFile].map(([test, only]) => ({
    name: `nothing: ${test}`,
    tests: [test],
    only: only.includes("") ? undefined : [...new Set(only)].join("|"),
  }));
}

/** Of one that has no test left, or hangs, we know nothing: that is an error, and no notice. */
async function judge({ patches, ...mechanism }, discounted = new Set()) {
  const folder = `${base}/${mechanism.name.replace(/\W+/g, "-")}`;
  try {
    copyWorkspace(root, folder);
    turnOff(folder, patches);
    const verdicts = await runTests(folder, values.all ? EVERYTHING : mechanism);
    if (verdicts.size === 0) throw new Error(NO_TEST);
    const failed = [...verdicts].filter(([test, verdict]) => verdict === "failed" && !discounted.has(test));
    return tell({ ...mechanism, ran: verdicts.size, failed: failed.map(([test]) => test) });
  } catch (error) {
    return tell({ ...mechanism, ran: 0, failed: [], error: error.message });
  } finally {
    await killAllOf(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(result) {
  const { name, ran, failed, error } = result;
  const at = `${Math.round((performance.now() - began) / 1000)} s`.padStart(7);
  console.log(`${at}  ${name}: ${error ?? `${failed.length} of ${ran} failed`}`);
  for (const test of failed) console.log(`           ${test}`);
  return result;
}

async function inLanes(jobs, run) {
  const done = [];
  const rest = jobs.entries();
  const lane = async () => {
    for (const [index, job] of rest) done[index] = await run(job);
  };
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
  return done;
}

function report(all) {
  const unnoticed = all.filter(({ failed }) => failed.length === 0);
  if (!values.quick) record(all);
  for (const { name, error } of unnoticed) console.log(`${error ? "error" : "unnoticed"}: ${name}`);
  console.log(
    `${all.length - unnoticed.length} mechanisms are missed by a test, ${unnoticed.length} are not`,
  );
  process.exitCode = unnoticed.length > 0 ? 1 : 0;
}

/** The rows of those that ran are new, the others as they were; there is a matrix when there is a row for each. */
function record(all) {
  const before = existsSync(store) ? JSON.parse(readFileSync(store, "utf8")) : [];
  const rows = known.map(({ name }) => [...all, ...before].find((each) => each.name === name));
  writeFileSync(store, JSON.stringify(rows.filter(Boolean), undefined, 2));
  if (rows.every((each) => each?.failed.length > 0)) writeMatrix(`${root}docs/guarantees.md`, rows);
  else console.log("docs/guarantees.md stays as it is: some have no test that misses them");
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
