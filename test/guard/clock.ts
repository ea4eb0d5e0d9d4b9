import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../support/index.js";

/** In ms, as `/proc/uptime` tells it in ticks of 10. */
export function uptime(path = "/proc/uptime"): number {
  return Math.round(Number(readFileSync(path, "latin1").split(" ")[0]) * 100) * 10;
}

/** A file in the place of `/proc/uptime`, which shows this time, in ms; and what runs a command so that it sees that. */
export function startClock(time: () => number): { path: string; prefix: readonly string[] } {
  const path = join(temporaryDirectory(), "uptime");
  // In the place of the old text at once: a file that is truncated first is empty for a moment.
  const tick = () => writeFileSync(path, `${(time() / 1000).toFixed(2)} 0.00\n`, { flag: "r+" });
  writeFileSync(path, "");
  tick();
  const timer = setInterval(tick, 5);
  onTestFinished(() => clearInterval(timer));
  const prefix = ["unshare", "--mount", "sh", "-c", `mount --bind '${path}' /proc/uptime && exec "$@"`, "sh"];
  return { path, prefix };
}
