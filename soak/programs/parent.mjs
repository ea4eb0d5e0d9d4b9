// A parent P: obeys the orders that come over stdin, one JSON a line. In a worker thread with the argument "worker".
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { tell } from "./tell.mjs";

const worker =
  process.argv[2] === "worker" ? new Worker(new URL("./spawner.mjs", import.meta.url)) : undefined;
const obey = worker ? (order) => worker.postMessage(order) : (await import("./spawner.mjs")).obey;

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const order = JSON.parse(line);
  if (order.do === "exit") process.exit(order.code);
  else if (order.do === "throw") setImmediate(fail);
  else if (order.do === "crash") process.abort();
  else if (order.do === "block") block(order.for);
  else if (order.do === "terminate-worker") void worker.terminate().then(() => tell("terminated"));
  else if (order.do === "return") letGo(order);
  else obey(order);
});
// Whoever gave the orders is gone.
process.stdin.on("end", () => process.exit());
tell("ready");

function fail() {
  throw new Error("planned failure of the parent");
}

function block(milliseconds) {
  tell("blocking");
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

/** Lets the event loop run dry: the end that a finished program has. */
function letGo(order) {
  lines.close();
  process.stdin.destroy();
  obey(order);
  worker?.unref();
}
