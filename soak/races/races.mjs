import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { closeContext, createContext } from "../chaos/context.mjs";
import { inLanes } from "../support/lanes.mjs";
import { catchSignals } from "../support/signals.mjs";
import { kinds } from "./kinds.mjs";
import { race } from "./race.mjs";

const DEFAULT_ROUNDS = 1_000;

/** Resolves to the exit code: 0 only if nothing leaked, and every control did. */
export async function races(settings) {
  const { seed, rounds = DEFAULT_ROUNDS, round, lanes, only } = settings;
  const chosen = kinds.filter(({ name }) => only.length === 0 || only.includes(name));
  const unknown = only.find((name) => !kinds.some((kind) => kind.name === name));
  if (unknown) throw new Error(`Expected one of ${kinds.map(({ name }) => name).join(", ")}, got ${unknown}`);
  const context = createContext(settings);
  const signal = catchSignals(() => {
    context.isCancelled = true;
  });
  console.log(`soak races --seed ${seed}: ${rounds} rounds, the controls a tenth, ${lanes} at once\n`);
  console.log("race                       fault  rounds   leaks  killed during the call  children started");
  const results = [];
  for (const kind of chosen) {
    const number = kind.isControl ? Math.ceil(rounds / 10) : rounds;
    const result = await runKind(context, kind, {
      seed,
      lanes,
      first: round ?? 0,
      end: round === undefined ? number : round + 1,
    });
    results.push(result);
    if (context.isCancelled) break;
  }
  await closeContext(context);
  const facts = { date: new Date().toISOString(), seed, lanes, load: loadavg()[1] };
  writeFileSync(settings.result, `${JSON.stringify({ ...facts, results }, null, 2)}\n`);
  return signal() ?? verdict(results);
}

async function runKind(context, kind, { seed, lanes, first, end }) {
  const result = {
    name: kind.name,
    isControl: kind.isControl === true,
    rounds: 0,
    leaks: 0,
    during: 0,
    started: 0,
  };
  const began = performance.now();
  const isOver = (next) => next >= end || context.isCancelled;
  await inLanes(lanes, first, isOver, async (number) => {
    const outcome = await race(context, kind, seed, number);
    if (context.isCancelled) return;
    result.rounds++;
    result.started += outcome.started;
    if (outcome.started < kind.count) result.during++;
    if (outcome.left.length === 0) return;
    result.leaks++;
    if (kind.isControl) return;
    console.log(`leak: ${outcome.left.slice(0, 3).join("; ")}`);
    console.log(`  again: npm run soak -- races --seed ${seed} --only ${kind.name} --round ${number}`);
  });
  const { name, rounds, leaks, during, started } = result;
  const cells = [String(kind.fault).padStart(5), String(rounds).padStart(7), String(leaks).padStart(7)];
  const mean = rounds === 0 ? 0 : started / rounds;
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `${name.padEnd(27)}${cells.join(" ")}  ${String(during).padStart(22)}  ${mean.toFixed(1).padStart(8)} each, ${seconds} s`,
  );
  return { ...result, seconds };
}

/** A race whose control does not leak has proved nothing. One round repeated alone proves nothing about controls. */
function verdict(results) {
  const leaks = results.filter(({ isControl }) => !isControl).reduce((sum, each) => sum + each.leaks, 0);
  const dumb = results.filter(({ isControl, leaks, rounds }) => isControl && leaks === 0 && rounds >= 10);
  const rounds = results.filter(({ isControl }) => !isControl).reduce((sum, each) => sum + each.rounds, 0);
  console.log(`\n${leaks} leaks in ${rounds} rounds with a lifeline.`);
  for (const { name } of dumb) console.log(`${name} did not leak: the race has proved nothing.`);
  return leaks === 0 && dumb.length === 0 && rounds > 0 ? 0 : 1;
}
