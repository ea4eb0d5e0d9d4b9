import { bootId } from "@lifeline/system";
import type { Seen } from "./processes.ts";

/** Whoever holds lifelines: a process, or a thread of one. */
export interface Holder {
  /** The parent id in the cookies of its trees. */
  readonly id: string;
  /** Undefined where nobody says who it was. */
  readonly pid: number | undefined;
  readonly isAlive: boolean;
  readonly guard: number | undefined;
}

/** What lives of one child and of all that it started, without the trees within it. */
export interface LivingTree {
  readonly id: string;
  readonly cookie: string;
  readonly holder: Holder;
  /** The tree that the holder itself is in. */
  readonly within: string | undefined;
  readonly members: readonly Seen[];
}

/** A cookie ends in the id of the parent and that of the child, each behind a slash. */
const ID = 33;

/** The living trees, oldest first: each process is in the one that its cookie names last. */
export function findTrees(processes: ReadonlyMap<number, Seen>): LivingTree[] {
  const byCookie = new Map<string, Seen[]>();
  for (const process of processes.values()) {
    const { cookie = "" } = process;
    if (cookie.length < 2 * ID || cookie.length % (2 * ID) !== 0) continue;
    const members = byCookie.get(cookie);
    if (members) members.push(process);
    else byCookie.set(cookie, [process]);
  }
  const holders = new Map<string, Holder>();
  const trees = [...byCookie].map(([cookie, members]): LivingTree => {
    const root = cookie.slice(0, -ID);
    const holder = holders.get(root) ?? findHolder(root, byCookie, processes);
    holders.set(root, holder);
    const outer = root.slice(0, -ID);
    members.sort(byAge);
    return { id: cookie.slice(1 - ID), cookie, holder, within: outer.slice(1 - ID) || undefined, members };
  });
  return trees.sort((a, b) => byAge(a.members[0], b.members[0]));
}

export function byAge(a: Seen | undefined, b: Seen | undefined): number {
  return Number(a?.start) - Number(b?.start) || Number(a?.pid) - Number(b?.pid);
}

/** The guard knows its parent; where it is gone, the leaders were told who started them. */
function findHolder(
  root: string,
  byCookie: ReadonlyMap<string, readonly Seen[]>,
  processes: ReadonlyMap<number, Seen>,
): Holder {
  const id = root.slice(1 - ID);
  const guard = [...processes.values()].find(({ guardRoot }) => guardRoot === root);
  const children = [...byCookie].filter(([cookie]) => cookie.slice(0, -ID) === root);
  const marker = children.flatMap(([, members]) => members).find((member) => member.marker)?.marker;
  const pid = marker?.parent ?? (Number(guard?.args.at(-1)) || undefined);
  const found = pid === undefined ? undefined : processes.get(pid);
  const isSame = marker?.start === undefined || (marker.start === found?.start && marker.boot === bootId());
  const isAlive = found !== undefined && (marker ? isSame : guard?.ppid === pid);
  return { id, pid, isAlive, guard: guard?.pid };
}
