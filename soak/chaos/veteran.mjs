import { descriptors, isAlive, readStat, residentSize } from "../support/processes.mjs";
import { createRandom } from "../support/random.mjs";
import { childrenOf } from "./plan.mjs";
import { Round } from "./round.mjs";

/** What costs the machine most, or ends when it likes, would only make the figures noisy. */
const TOO_MUCH = ["forks", "many", "flood", "blocked", "nested"];
/** Children of a batch that end at once: coming and going is what leaves something behind. */
const SHORT_LIVED = 20;
/** Below so many batches there is no trend to be seen. */
const FEWEST = 24;
/** In kB, from the second quarter of the batches to the last: what V8 and malloc keep. */
const MOST_GROWTH = { heap: 400, guard: 100 };

/** A parent that lives as long as the run, with children that come and go: its memory, its guard's, its descriptors. */
export async function runVeteran(context, seed, isOver) {
  const round = new Round(context, { seed, round: "veteran", worker: false });
  const batches = [];
  context.monitor.add(round);
  try {
    if (!(await round.start(["--expose-gc"]))) return undefined;
    let guard;
    let sockets;
    for (let batch = 0; !isOver() && !round.isEnding; batch++) {
      await runBatch(round, createRandom(`${seed}/veteran/${batch}`), batch);
      await round.until("the guard", () => round.guard() !== undefined, undefined, "guards");
      guard ??= round.guard();
      if (!guard || !isAlive(guard)) round.fail("guards", "the guard of the long-lived parent has ended");
      const open = () => descriptors(round.parent.pid).length;
      sockets ??= open();
      await round.until(
        "the descriptors of the long-lived parent to be closed",
        () => open() <= sockets,
        10_000,
        "descriptors",
      );
      if (context.isCancelled) break;
      batches.push(await measure(round, guard));
    }
    return judge(round, batches);
  } finally {
    context.monitor.remove(round);
    await round.cleanUp();
  }
}

async function runBatch(round, random, batch) {
  const children = childrenOf(random, 6, `v${batch}c`).filter(({ kind }) => !TOO_MUCH.includes(kind));
  const template = {
    kind: "ends-at-once",
    lifeline: { channel: "fd", gracePeriod: 3_000, heartbeatInterval: 50 },
  };
  const short = Array.from({ length: SHORT_LIVED }, (_, index) => ({
    ...template,
    unit: `v${batch}s${index}`,
  }));
  const units = round.spawnUnits([...short, ...children.map((child) => ({ ...child, timeout: undefined }))]);
  await round.untilUp(units);
  for (const unit of units) unit.condemn(round.context.patience);
  round.order({ do: "stop-all" });
  await round.until("all of the batch to be stopped", () => round.said("all-stopped"), 60_000, "survivors");
  await round.census.fresh();
  round.units.clear();
  round.ledger.lines.length = 0;
}

async function measure(round, guard) {
  round.order({ do: "measure" });
  await round.until("the measure", () => round.said("measured"));
  const { heap = 0 } = round.ledger.lines.find(({ type }) => type === "measured") ?? {};
  return { heap: heap / 1024, guard: guard && readStat(guard.pid) ? residentSize(guard.pid) : Number.NaN };
}

function judge(round, batches) {
  const quarter = Math.floor(batches.length / 4);
  const grown = {};
  for (const name of ["heap", "guard"]) {
    const values = batches.map((batch) => batch[name]);
    grown[name] = Math.round(median(values.slice(-quarter)) - median(values.slice(quarter, 2 * quarter)));
    if (batches.length >= FEWEST && !(grown[name] <= MOST_GROWTH[name])) {
      round.fail(
        "growth",
        `the ${name} of the long-lived parent grew by ${grown[name]} kB in ${batches.length} batches`,
      );
    }
  }
  const children = batches.length * SHORT_LIVED;
  const text =
    batches.length < FEWEST
      ? `The long-lived parent had ${batches.length} batches of children: too few to see a trend.`
      : `The long-lived parent had over ${children} children: its heap grew by ${grown.heap} kB, its guard by ${grown.guard} kB.`;
  return { text, batches: batches.length, grown, first: batches[0], last: batches.at(-1) };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
