/** Who gets heartbeats. */
export interface Beating {
  readonly heartbeatInterval: number;
  beat(): void;
}

const groups = new Map<number, Set<Beating>>();
let timer: NodeJS.Timeout | undefined;

/**
 * Beats from the next beat time on. Beat times are multiples of the interval since the process began, so all children
 * of an interval share one wake-up, and one timer serves them all. It does not keep the process alive.
 */
export function startBeating(member: Beating): void {
  const { heartbeatInterval: interval } = member;
  if (interval === 0) return;
  const group = groups.get(interval) ?? new Set();
  groups.set(interval, group.add(member));
  if (group.size === 1) schedule();
}

export function stopBeating(member: Beating): void {
  const group = groups.get(member.heartbeatInterval);
  if (!group?.delete(member) || group.size > 0) return;
  groups.delete(member.heartbeatInterval);
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  if (groups.size === 0) return;
  const now = performance.now();
  const next = Math.min(...[...groups.keys()].map((interval) => timeToNext(interval, now)));
  // One turn later, after a poll: a beat to a child that has just ended fails, and with it goes what it said last.
  timer = setTimeout(
    (dueAt) => setImmediate(beatAll, dueAt),
    Math.min(Math.ceil(next), 2 ** 31 - 1),
    now + next,
  );
  timer.unref();
}

function timeToNext(interval: number, now: number): number {
  const rest = interval - (now % interval);
  return rest < Math.min(2, interval / 2) ? rest + interval : rest; // a timer that fired early had this one already
}

/** Late or not, the groups whose beat time this was are due; a time slept through is not made up for. */
function beatAll(dueAt: number): void {
  for (const [interval, group] of groups) {
    const offset = dueAt % interval;
    if (Math.min(offset, interval - offset) < 1) for (const member of group) member.beat();
  }
  schedule();
}
