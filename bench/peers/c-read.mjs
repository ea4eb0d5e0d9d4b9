import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { REPORT_VARIABLE, report } from "../support/report.mjs";

export const title = "C program blocked in read()";
/** The floor: what the kernel needs to take the parent down and wake a reader. */
export const onlyOwn = true;
export const needsCompiler = true;

export function start() {
  const told = openSync(process.env[REPORT_VARIABLE], "a");
  const child = spawn(process.env.LIFELINE_BENCH_READER, { stdio: ["ignore", told, "inherit", "pipe"] });
  report(`up ${child.pid}`);
}
