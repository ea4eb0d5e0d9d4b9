import { type ProcessStat, readStat } from "@lifeline/system";
import { cookieOf } from "./tree/process-table.ts";

/**
 * Who has bound, where that is not the leader but a process below it, behind a shell. That may have started others, with
 * the same lifeline, and what is said over it only one of them hears. Undefined where it is the leader, or cannot be seen.
 *
 * It is looked at and never signalled: a pid that is said over the wire proves nothing, and in another pid namespace it is
 * somebody else's. So it must be in the leader's group, or carry its cookie.
 */
export function binderOf(
  said: string | undefined,
  leader: ProcessStat | undefined,
  cookie: string,
): ProcessStat | undefined {
  const stat = readStat(Number(said));
  if (stat === undefined || stat.pid === leader?.pid) return undefined;
  return stat.pgid === leader?.pgid || cookieOf(stat.pid)?.startsWith(cookie) ? stat : undefined;
}
