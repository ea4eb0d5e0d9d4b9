// npm run demo: what two children do when their parent is killed, with Lifeline and without, in real processes.
// Exit code 0 only if each side does what it should. `--no-setup` neither installs nor builds.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { isAlive, killAll } from "./demo/processes.mjs";
import { bold, green, ms, passing, print, red, row } from "./demo/screen.mjs";
import { becomes, isFree, killParent, startSide } from "./demo/side.mjs";
import { prepare } from "./prepare.mjs";

/** How long the children without a lifeline are watched, and for how long at most those with one. */
const WATCHED_FOR = 3000;
const PATIENCE = 10_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const mark = { LIFELINE_DEMO: randomUUID() };
const cleanUp = () => killAll(`LIFELINE_DEMO=${mark.LIFELINE_DEMO}`);

if (!existsSync("/proc/self/stat")) fail("The demo looks at processes through /proc, which only Linux has.");
if (!process.argv.includes("--no-setup")) setUp();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    cleanUp();
    process.exit(128 + constants.signals[signal]);
  });
}
try {
  process.exitCode = (await show()) ? 0 : 1;
} finally {
  cleanUp();
}

async function show() {
  const bound = await startSide("lifeline", mark);
  const plain = await startSide("plain", mark);
  print("Two parents, each with an HTTP server and a queue worker as children.\n");
  row("", bold("with Lifeline"), bold("child_process.spawn"));
  row("parent", `pid ${bound.parent.pid}`, `pid ${plain.parent.pid}`);
  row("server", `pid ${bound.server.pid}, port ${bound.port}`, `pid ${plain.server.pid}, port ${plain.port}`);
  row("worker", `pid ${bound.worker.pid}, holds a lock`, `pid ${plain.worker.pid}, holds a lock`);

  print(`\n${bold(`kill -9 ${bound.parent.pid}`)}`);
  const good = await killParent(bound, PATIENCE);
  print(bold(`kill -9 ${plain.parent.pid}`));
  const bad = await killParent(plain, WATCHED_FOR, (after) => passing(`its children: ${ms(after)} …`));
  passing("");

  const wrong = [];
  const fact = (what, name, isGood, isBad, goodText, badText) => {
    if (!isGood) wrong.push(`with Lifeline, ${what}, ${name}: ${goodText}`);
    if (!isBad) wrong.push(`without, ${what}, ${name}: ${badText}`);
    const title = name === "onShutdown" ? what : "";
    row(`${title.padEnd(8)} ${name}`, (isGood ? green : red)(goodText), (isBad ? red : green)(badText));
  };
  print();
  for (const what of ["server", "worker"]) {
    const hook = good[`${what}Hook`];
    const hasRun = hook?.reason === "parent-exited";
    fact(what, "onShutdown", hasRun, true, hasRun ? `runs after ${ms(hook.after)}` : "has not run", "none");
    if (what === "server") fact(...port(good, bad));
    else for (const each of [lock(good, bad), job(good, bad)]) fact(...each);
    fact(...ending(what, good, bad));
  }
  cleanUp();
  const isClean = async () => !isAlive(plain.server) && !isAlive(plain.worker) && (await isFree(plain.port));
  if (!(await becomes(isClean, 2000))) wrong.push("the clean-up has left something");
  if (wrong.length === 0) {
    const after = Math.max(good.serverGone, good.workerGone, good.portFree, good.lockRemoved);
    print(`\nWith Lifeline, both children were gone ${ms(after)} after their parent.`);
    print(`Without, both were alive ${ms(bad.watchedFor)} after it, until the demo killed them.`);
  } else print(red(`\nNot as it should be:\n  ${wrong.join("\n  ")}`));
  return wrong.length === 0;
}

function port(good, bad) {
  const held = bad.answer === "hello" && !bad.portFree;
  const freed = good.portFree !== undefined;
  const isFreeText = freed ? `free after ${ms(good.portFree)}` : "still held";
  return ["server", "port", freed, held, isFreeText, held ? "held, and it answers" : "free"];
}

function lock(good, bad) {
  const text = (after) => (after === undefined ? "still there" : `removed after ${ms(after)}`);
  const [isGood, isBad] = [good.lockRemoved !== undefined, bad.lockRemoved === undefined];
  return ["worker", "lock file", isGood, isBad, text(good.lockRemoved), text(bad.lockRemoved)];
}

function job(good, bad) {
  const goodText = good.jobsTaken === 0 ? "back in the queue" : "lost";
  const badText = bad.jobsDone === 0 ? "taken" : `done, and ${bad.jobsDone - 1} more since`;
  return ["worker", "its job", good.jobsTaken === 0, true, goodText, badText];
}

function ending(what, good, bad) {
  const [goneAfter, code] = [good[`${what}Gone`], good[`${what}Code`]];
  const isGood = goneAfter !== undefined && code === 0;
  const isBad = bad[`${what}Gone`] === undefined;
  const goodText = goneAfter === undefined ? "alive" : `exit ${code}, gone after ${ms(goneAfter)}`;
  return [what, "process", isGood, isBad, goodText, isBad ? `alive after ${ms(bad.watchedFor)}` : "gone"];
}

function setUp() {
  try {
    prepare(root);
  } catch (error) {
    fail(error.message);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
