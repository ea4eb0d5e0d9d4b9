import { readFileSync } from "node:fs";
import { allPids, isEnded, type ProcessStat, readProcess } from "./processes.js";

/**
 * The living processes whose environment holds this entry, or one that begins like it. The environment is
 * inherited through every fork and reparenting, so this finds what a walk over parent ids has lost.
 */
export function carriers(entry: string): ProcessStat[] {
  return allPids()
    .filter((pid) => environmentOf(pid).includes(`\0${entry}`))
    .map(readProcess)
    .filter((stat) => stat !== undefined && !isEnded(stat)) as ProcessStat[];
}

function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
  } catch {
    // It ended meanwhile, or belongs to another user.
    return "";
  }
}
