import { attempt, builtin, readStat } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import { targetOf } from "./descriptor.ts";

/**
 * The links in `/proc/<pid>/fd` by which our ancestors hold the write end of this pipe: its host's, whoever is between.
 * Nothing is touched for it. What other users hold is not to be seen.
 */
export const findHosts = (fd: number): string[] => linksOf(ancestors(), fd);

/** The same of all processes. */
export function findWriters(fd: number): string[] {
  const names = attempt(() => builtin("node:fs").readdirSync("/proc")) ?? [];
  return linksOf(names.map(Number).filter(Boolean), fd);
}

/** By the permissions of the link, which are those of the descriptor: proc(5). */
export function isWriteEnd(link: string, fd: number): boolean {
  const { lstatSync, readlinkSync } = builtin("node:fs");
  return !!attempt(() => readlinkSync(link) === targetOf(fd) && lstatSync(link).mode & 0o200);
}

function ancestors(): number[] {
  const found: number[] = [];
  for (let pid = baselineParent; pid > 0; pid = readStat(pid)?.ppid ?? 0) found.push(pid);
  return found;
}

function linksOf(pids: readonly number[], fd: number): string[] {
  const { readdirSync } = builtin("node:fs");
  const links = (folder: string) =>
    (attempt(() => readdirSync(folder)) ?? []).map((name) => `${folder}/${name}`);
  const isPipe = targetOf(fd)?.startsWith("pipe:");
  return isPipe ? pids.flatMap((pid) => links(`/proc/${pid}/fd`)).filter((link) => isWriteEnd(link, fd)) : [];
}
