import { readFileSync } from "node:fs";
import { report } from "../support/report.mjs";

export const title = "esbuild's service";
export const source = "esbuild";
/** Its child is its own; no program of ours can be one. */
export const onlyOwn = true;

export async function start() {
  const { transform } = await import("esbuild");
  await transform("1");
  const [pid] = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ");
  report(`up ${pid}`);
}
