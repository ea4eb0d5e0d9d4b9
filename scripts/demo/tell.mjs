// What both children of the demo do alike.
import { appendFileSync } from "node:fs";
import { basename } from "node:path";

const [, program, side, given] = process.argv;
const name = basename(program, ".mjs");

export const directory = given;
export const isBound = side === "lifeline";

/** One line for the demo, with the clock that all processes of a machine share. */
export function tell(what, facts = {}) {
  const clock = Number(process.hrtime.bigint()) / 1e6;
  appendFileSync(
    `${directory}/told`,
    `${JSON.stringify({ name, what, pid: process.pid, clock, ...facts })}\n`,
  );
}

process.on("exit", (code) => tell("exit", { code }));
// If the demo itself is killed, nothing of it stays for long.
setTimeout(() => process.exit(2), 60_000).unref();
