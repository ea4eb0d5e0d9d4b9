import { type ProcessStat, readStat } from "@lifeline/system";

/**
 * Who has bound, where that is not the leader but a process of its group, behind a shell. That may have started others, with
 * the same lifeline, and what is said over it only one of them hears. Undefined where it is the leader, or cannot be seen.
 *
 * It is looked at and never signalled: a pid that is said over the wire proves nothing.
 */
export function binderOf(pid: string | undefined, leader: ProcessStat | undefined): ProcessStat | undefined {
  const stat = readStat(Number(pid));
  return stat?.pid !== leader?.pid && stat?.pgid === leader?.pgid ? stat : undefined;
}
