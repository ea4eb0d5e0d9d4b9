// Who escapes? Two parents start the same four orphans and are killed; the table says which orphans lived on.
// Run: node examples/escape-artists/table.mjs
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnWithLifeline } from "lifeline-parent";

const [plain, tied] = await Promise.all([
  fatesOf(["--plain"], { patience: 1_000 }),
  fatesOf([], { patience: 10_000 }),
]);
console.log(row("kill -9 of the parent", "child_process.spawn", "spawnWithLifeline"));
for (const [index, { name, fate }] of plain.entries()) console.log(row(name, fate, tied[index].fate));

const isAsPromised = !tied.some(({ fate }) => fate.startsWith("alive"));
process.exitCode = isAsPromised ? 0 : 1;

/** Each orphan of such a parent, and its fate. */
async function fatesOf(args, { patience }) {
  // A lifeline to this program in both cases, so that nobody outlives it, either.
  const parent = spawnWithLifeline(process.execPath, [`${import.meta.dirname}/parent.mjs`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(parent.stdout, "data");
  const orphans = JSON.parse(line).map((orphan) => ({ ...orphan, start: startOf(orphan.pid) }));

  parent.kill("SIGKILL");
  const killedAt = performance.now();
  const isOver = () => performance.now() - killedAt >= patience;
  const watch = async ({ name, pid, start }) => {
    const isAlive = () => start !== undefined && startOf(pid) === start;
    while (isAlive() && !isOver()) await sleep(2);
    const age = (performance.now() - killedAt).toFixed(0);
    return { name, fate: `${isAlive() ? "alive" : "gone"} after ${age} ms` };
  };
  const fates = await Promise.all(orphans.map(watch));
  await parent.lifeline.stop();
  return fates;
}

/** A pid alone may mean another process by now, and a zombie is dead. */
function startOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1).split(" ");
    return "ZX".includes(fields[0]) ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function row(first, ...others) {
  const columns = others.map((each) => each.padEnd(22));
  return (first.padEnd(24) + columns.join("")).trimEnd();
}
