// npm run soak [-- chaos|races] [options]: faults at random for as long as you like, and it fails if anything is left.
// See soak/README.md.
import { mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chaos } from "../soak/chaos/chaos.mjs";
import { races } from "../soak/races/races.mjs";
import { prepare } from "./prepare.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}.cache`;
const options = {
  for: { type: "string" },
  seed: { type: "string" },
  round: { type: "string" },
  rounds: { type: "string" },
  lanes: { type: "string", default: String(2 * cpus().length) },
  patience: { type: "string", default: "60s" },
  sabotage: { type: "string", multiple: true, default: [] },
  only: { type: "string", multiple: true, default: [] },
  result: { type: "string" },
  "no-build": { type: "boolean", default: false },
};
const kinds = { chaos, races };

const { values, positionals } = parse();
const [kind = "chaos", ...others] = positionals;
if (!Object.hasOwn(kinds, kind) || others.length > 0)
  fail(`Expected chaos or races, got ${positionals.join(" ")}.`);
if (process.platform !== "linux") fail("The soak reads /proc: it needs Linux.");

const settings = {
  root,
  result: values.result ?? `${cache}/soak${kind === "chaos" ? "" : `-${kind}`}.json`,
  duration: duration(values.for, "--for"),
  patience: duration(values.patience, "--patience"),
  seed: integer(values.seed, "--seed") ?? Math.floor(Math.random() * 2 ** 31),
  round: integer(values.round, "--round"),
  rounds: integer(values.rounds, "--rounds"),
  lanes: integer(values.lanes, "--lanes"),
  sabotage: values.sabotage,
  only: values.only,
};
mkdirSync(cache, { recursive: true });
try {
  prepare(root, { build: !values["no-build"] });
} catch (error) {
  fail(error.message);
}
process.exitCode = await kinds[kind](settings);

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(error.message);
  }
}

function integer(text, name) {
  if (text === undefined) return undefined;
  return /^\d{1,10}$/.test(text) ? Number(text) : fail(`${name} must be a whole number, got ${text}.`);
}

/** In ms. */
function duration(text, name) {
  if (text === undefined) return undefined;
  const [, number, unit] =
    /^(\d{1,6})(ms|s|m|h)$/.exec(text) ?? fail(`${name} must be like 500ms, 30s, 10m or 2h.`);
  return Number(number) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
