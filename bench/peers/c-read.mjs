import { spawn } from "node:child_process";

export const title = "C program blocked in read()";
/** The floor: what the kernel needs to take the parent down and wake a reader. */
export const onlyOwn = true;
export const needsCompiler = true;

export function start() {
  return spawn(process.env.LIFELINE_BENCH_READER, { stdio: ["ignore", "inherit", "inherit", "pipe"] });
}
