import { readdirSync, readFileSync } from "node:fs";
import { isEnded, type ProcessStat, readProcess } from "./processes.js";

/**
 * The living processes whose environment holds this entry, or one that begins like it. The environment is
 * inherited through every fork and reparenting, so this finds what a walk over parent ids has lost.
 */
export function carriers(entry: string): ProcessStat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`\0${entry}`))
    .map((name) => readProcess(Number(name)))
    .filter((stat) => stat !== undefined && !isEnded(stat)) as ProcessStat[];
}

function environmentOf(pid: string): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
  } catch {
    // It ended meanwhile, or belongs to another user.
    return "";
  }
}
