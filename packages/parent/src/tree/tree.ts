import { type ProcessStat, readStat } from "@lifeline/system";
import { followPids, mayBeGivenOut } from "./pid-circle.ts";
import { forgetTable, isDead, type ProcessTable, processTable } from "./process-table.ts";

/** A process that is proved to be of the tree. */
export interface Member extends ProcessStat {
  /** False where a lifeline of its own stands between: until the grace period ends it is its own parent's business. */
  readonly isOurs: boolean;
}

export interface Sweep {
  readonly members: Member[];
  /** Processes were seen of which it could not yet be said. */
  readonly isUncertain: boolean;
  /** The leader's group, where nothing but that proves one of it. */
  readonly group: readonly ProcessStat[];
}

/** What is to end: a tree, or the leader alone. */
export interface Target {
  sweep(): Sweep;
  signal(member: Member, signal: NodeJS.Signals): "sent" | "gone" | "not-permitted";
  killGroup?(): void;
  /** To be called several times a second where a sweep is to find who was started since the last one. */
  follow?(): void;
}

/**
 * A child and everything it started. A process is of the tree by proof only: it is the leader, by pid and start time; it
 * carries the tree cookie; or it is in the leader's own group. The kernel gives no pid out again while it is a group's
 * id (pid_namespaces(7), setpgid(2)), so that group stays ours while it holds a single process that was proved before, or
 * while the kernel has not come by its number again.
 */
export class Tree implements Target {
  readonly #leader: ProcessStat;
  readonly #cookie: string;
  readonly #proved = new Map<number, string>();
  #doubted = new Map<number, string>();
  /** Where the kernel was with its pids when the leader had its own for certain. */
  #ledAt: number | undefined;

  constructor(leader: ProcessStat, cookie: string) {
    this.#leader = leader;
    this.#cookie = cookie;
    this.#proved.set(leader.pid, leader.start);
    forgetTable();
  }

  sweep(): Sweep {
    const table = processTable();
    if (table.find(this.#leader.pid)?.start === this.#leader.start) this.#ledAt = table.pidPosition;
    const found = new Map<number, Member>();
    for (const { stat, cookie } of table.carriers(this.#cookie)) {
      found.set(stat.pid, { ...stat, isOurs: cookie === this.#cookie });
    }
    const group = this.#group(table);
    const needsGroup = group.some(({ pid }) => !found.has(pid));
    for (const stat of [...group, ...this.#known(table)]) {
      if (!found.has(stat.pid)) found.set(stat.pid, { ...stat, isOurs: true });
    }
    const isUncertain = this.#doubt(table.bare.filter(({ pid }) => !found.has(pid)));
    const members = [...found.values()];
    this.#proved.clear();
    this.#proved.set(this.#leader.pid, this.#leader.start);
    for (const { pid, start } of members) this.#proved.set(pid, start);
    return { members, isUncertain, group: needsGroup ? group : [] };
  }

  /** Sends it while its start time, read right before, proves that it is still the one that was found. */
  signal({ pid, start }: Member, signal: NodeJS.Signals): "sent" | "gone" | "not-permitted" {
    const stat = readStat(pid);
    if (pid <= 1 || pid === process.pid || stat?.start !== start || isDead(stat)) return "gone";
    try {
      process.kill(pid, signal);
      return "sent";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "not-permitted" : "gone";
    }
  }

  /** The whole group in one call, so that nothing in it can fork in between; only while the group is proved ours. */
  killGroup(): void {
    if (!this.#hasGroup || !this.#provesGroup(readLiving)) return;
    try {
      process.kill(-this.#leader.pid, "SIGKILL");
    } catch {
      // it has just ended, or holds a process of another user, which the sweep reports
    }
  }

  follow(): void {
    followPids();
  }

  /**
   * The leader; and those found before that show no environment, in the middle of execve(2). Whoever shows one without
   * the cookie, and has left the group, is ours no more.
   */
  #known(table: ProcessTable): ProcessStat[] {
    return [table.find(this.#leader.pid), ...table.bare].filter(
      (stat) => stat !== undefined && this.#proved.get(stat.pid) === stat.start,
    ) as ProcessStat[];
  }

  #group(table: ProcessTable): readonly ProcessStat[] {
    if (!this.#hasGroup) return [];
    const group = table.group(this.#leader.pid);
    if (group.length === 0 || this.#provesGroup((pid) => table.find(pid))) return group;
    // Asked after the table was read: whoever has got the number by then is seen.
    const isOurs = this.#ledAt !== undefined && !mayBeGivenOut(this.#leader.pid, this.#ledAt);
    return isOurs ? group : [];
  }

  /** Else its group is our own, or a stranger's. */
  get #hasGroup(): boolean {
    const { pid, pgid } = this.#leader;
    return pgid === pid && pid > 1;
  }

  /** Whether one who was proved before is in it. */
  #provesGroup(find: (pid: number) => ProcessStat | undefined): boolean {
    return [...this.#proved].some(([member, start]) => {
      const stat = find(member);
      return stat?.start === start && stat.pgid === this.#leader.pid;
    });
  }

  /** Whether there is one that was not seen so before: what is a kernel thread, or never had an environment, stays so. */
  #doubt(bare: readonly ProcessStat[]): boolean {
    const isUncertain = bare.some(({ pid, start }) => this.#doubted.get(pid) !== start);
    this.#doubted = new Map(bare.map(({ pid, start }) => [pid, start]));
    return isUncertain;
  }
}

function readLiving(pid: number): ProcessStat | undefined {
  const stat = readStat(pid);
  return stat && !isDead(stat) ? stat : undefined;
}
