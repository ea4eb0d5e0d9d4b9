import { writeFileSync } from "node:fs";
import { loadavg, release } from "node:os";
import { inLanes } from "../support/lanes.mjs";
import { catchSignals } from "../support/signals.mjs";
import { closeContext, createContext } from "./context.mjs";
import { COUNTS } from "./findings.mjs";
import { planOf } from "./plan.mjs";
import { runRound } from "./run-round.mjs";
import { runVeteran } from "./veteran.mjs";

const DEFAULT_DURATION = 10 * 60_000;

/** Resolves to the exit code: 0 only if all counts are 0. */
export async function chaos(settings) {
  const { seed, round, rounds, lanes } = settings;
  const duration = settings.duration ?? (rounds === undefined ? DEFAULT_DURATION : Number.POSITIVE_INFINITY);
  const context = createContext(settings, (finding) => report(finding, settings));
  const began = performance.now();
  const signal = catchSignals(() => {
    context.isCancelled = true;
  });
  console.log(
    `soak --seed ${seed}: ${round === undefined ? describe(settings, duration) : `round ${round} alone`}`,
  );
  const first = round ?? 0;
  const last = round ?? (rounds === undefined ? Number.POSITIVE_INFINITY : rounds - 1);
  const isOver = (next) => next > last || context.isCancelled || performance.now() - began > duration;
  const doneKinds = new Map();
  let isDone = false;
  const run = async (number) => {
    const plan = planOf(seed, number);
    await runRound(context, plan);
    for (const name of namesOf(plan)) doneKinds.set(name, (doneKinds.get(name) ?? 0) + 1);
    progress(context, began, number);
  };
  const veteran = round === undefined ? runVeteran(context, seed, () => isDone || isOver(first)) : undefined;
  const done = await inLanes(round === undefined ? lanes : 1, first, isOver, run);
  isDone = true;
  const memory = await veteran;
  await closeContext(context);
  const counts = Object.fromEntries(
    Object.keys(COUNTS).map((count) => [count, context.findings.number(count)]),
  );
  const result = {
    date: new Date().toISOString(),
    seed,
    rounds: done,
    seconds: Math.round((performance.now() - began) / 1_000),
    machine: { node: process.version, kernel: release(), lanes },
    sabotage: settings.sabotage,
    counts,
    ends: context.monitor.ends,
    load: loadavg()[1],
    memory,
    faults: Object.fromEntries([...doneKinds].sort()),
    findings: context.findings.list,
  };
  writeFileSync(settings.result, `${JSON.stringify(result, null, 2)}\n`);
  summarise(result);
  return signal() ?? (context.findings.list.length === 0 && done > 0 ? 0 : 1);
}

function describe({ lanes }, duration) {
  const time = Number.isFinite(duration) ? `${Math.round(duration / 1_000)} s` : "all rounds";
  return `${time} in ${lanes} lanes`;
}

function namesOf({ children, steps, ending, worker, hasty }) {
  const more = steps.flatMap((step) => step.children ?? []).concat(ending.children ?? []);
  const kinds = [...children, ...more].map(({ kind }) => `child ${kind}`);
  return [
    ...kinds,
    ...steps.map((step) => `fault ${step.do}`),
    `end ${ending.how}`,
    ...(worker ? ["parent in a worker"] : []),
    ...(hasty === undefined ? [] : ["end before all were up"]),
  ];
}

function report({ count, round, what, evidence = [] }, { seed, sabotage: sabotaged }) {
  const also = sabotaged.map((name) => ` --sabotage ${name}`).join("");
  console.log(`\n${count}: round ${round}: ${what}`);
  for (const line of evidence) console.log(`  ${line}`);
  if (Number.isInteger(round))
    console.log(`  replay: npm run soak -- --seed ${seed} --round ${round}${also}`);
}

function progress({ findings }, began, number) {
  if (!process.stdout.isTTY) return;
  const seconds = Math.round((performance.now() - began) / 1_000);
  process.stdout.write(`\r\u001b[K${seconds} s, round ${number}, ${findings.list.length} findings`);
}

function summarise({ seed, rounds, seconds, counts, ends, memory, load }) {
  console.log(`\n${rounds} rounds in ${seconds} s, seed ${seed}`);
  const width = Math.max(...Object.keys(COUNTS).map(({ length }) => length));
  for (const [count, number] of Object.entries(counts)) {
    console.log(`${String(number).padStart(6)}  ${count.padEnd(width)}  ${COUNTS[count]}`);
  }
  const { trees, late, latest } = ends;
  console.log(
    `${trees} trees ended, ${late} of them later than grace period + 1 s (load ${load.toFixed(1)});`,
  );
  if (trees > 0)
    console.log(
      `the last ${Math.abs(Math.round(latest))} ms ${latest > 0 ? "after" : "before"} that was over.`,
    );
  if (memory) console.log(memory.text);
}
