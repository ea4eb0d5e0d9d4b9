// Loaded into every Node of a coverage run. V8 writes the coverage of a process when it exits; one that is SIGKILLed, as
// most are here, leaves what it has written before. So each step that the library publishes writes it once more.
const { subscribe } = require("node:diagnostics_channel");
const { takeCoverage } = require("node:v8");

const STEPS = ["spawn", "bound", "stall", "recover", "shutdown", "stop", "guard"];
/** The first ones, and after that ever fewer: a parent of a thousand children shows nothing new. */
const EACH = 8;
const counts = new Map();

for (const step of STEPS) {
  subscribe(`lifeline:${step}`, () => {
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    // In a turn of its own, because what the step leads to is not done yet.
    if (count <= EACH || Number.isInteger(Math.log2(count))) setImmediate(takeCoverage).unref();
  });
}

// What is left of a test is killed at its end, by this signal first: test/support/cleanup.ts.
process.on("SIGPWR", () => {
  takeCoverage();
  process.kill(process.pid, "SIGKILL");
});
