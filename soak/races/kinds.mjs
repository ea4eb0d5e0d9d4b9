import { fileURLToPath } from "node:url";

const foreign = { command: "sh", args: ["-c", "setsid sleep 900 & sleep 900"] };
const lone = { command: "sleep", args: ["900"] };
const bound = { command: process.execPath, args: [fileURLToPath(new URL("bound.mjs", import.meta.url))] };

/** From the call on, in microseconds; half of all rounds in the first tenth of it, where a single call takes place. */
const ONE = { count: 1, within: 50_000 };
const HUNDRED = { count: 100, within: 800_000 };

/**
 * Fault 4: the parent is killed 0 to 50 ms after it called. Fault 5: while it spawns 100 children. The controls must
 * leak, or the race would prove nothing; they are run a tenth as often.
 */
export const kinds = [
  { name: "foreign", fault: 4, means: "lifeline", ...ONE, ...foreign },
  { name: "bound", fault: 4, means: "lifeline", ...ONE, ...bound },
  { name: "hundred-foreign", fault: 5, means: "lifeline", ...HUNDRED, ...lone },
  { name: "hundred-bound", fault: 5, means: "lifeline", ...HUNDRED, ...bound },
  { name: "control-spawn", fault: 4, means: "plain", ...ONE, ...foreign, isControl: true },
  { name: "control-pdeathsig", fault: 4, means: "pdeathsig", ...ONE, ...lone, isControl: true },
  { name: "control-hundred-spawn", fault: 5, means: "plain", ...HUNDRED, ...lone, isControl: true },
  { name: "control-hundred-pdeathsig", fault: 5, means: "pdeathsig", ...HUNDRED, ...lone, isControl: true },
];
