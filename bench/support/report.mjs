import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Where the processes of a round write to: not a pipe, because pipes end with the parent. */
export const REPORT_VARIABLE = "LIFELINE_BENCH_REPORT";

export function report(line) {
  appendFileSync(process.env[REPORT_VARIABLE], `${line}\n`);
}

export function reported(path, word) {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

/** When there are `count` lines that begin with `word`: what follows it. */
export async function untilReported(path, word, count, deadline = 30_000) {
  for (const until = performance.now() + deadline; ; await sleep(10)) {
    const found = reported(path, word);
    if (found.length >= count) return found;
    if (performance.now() > until) throw new Error(`${found.length} of ${count} "${word}" in ${path}`);
  }
}
