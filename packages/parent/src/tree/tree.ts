import { type ProcessStat, readStat } from "@lifeline/system";
import { followPids, isWithinLap, mayBeGivenOut, pidPosition } from "./pid-circle.ts";
import {
  forgetTable,
  hasEnded,
  isDead,
  livingGroup,
  type ProcessTable,
  processTable,
} from "./process-table.ts";

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
  /** To be called when the leader has just ended: who is left of its group. From now on they prove that. */
  orphans?(): readonly ProcessStat[];
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
  /** Where the kernel was with its pids when the leader's was its own for certain, or its group's. */
  #ownedAt: number | undefined;
  /** The leader has not been reaped yet, so then it has its number for certain. */
  readonly #bornAt = performance.now();

  constructor(leader: ProcessStat, cookie: string) {
    this.#leader = leader;
    this.#cookie = cookie;
    this.#proved.set(leader.pid, leader.start);
    forgetTable();
  }

  sweep(): Sweep {
    const table = processTable();
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
  signal(member: Member, signal: NodeJS.Signals): "sent" | "gone" | "not-permitted" {
    const { pid } = member;
    if (pid <= 1 || pid === process.pid || hasEnded(member)) return "gone";
    try {
      process.kill(pid, signal);
      return "sent";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "not-permitted" : "gone";
    }
  }

  /** The whole group in one call, so that nothing in it can fork in between; only while the group is proved ours. */
  killGroup(): void {
    if (!this.#provesGroup(readLiving)) return;
    try {
      process.kill(-this.#leader.pid, "SIGKILL");
    } catch {
      // it has just ended, or holds a process of another user, which the sweep reports
    }
  }

  follow(): void {
    followPids();
  }

  orphans(): readonly ProcessStat[] {
    if (!this.#hasGroup || !isGroup(this.#leader.pid)) return [];
    const position = pidPosition();
    // Later than that it takes somebody who carries the cookie.
    if (isWithinLap(this.#bornAt)) this.#ownedAt ??= position;
    else this.sweep();
    const orphans = livingGroup(this.#leader.pid);
    if (!this.#provesGroup(readLiving) && !this.#hasKeptNumber()) return [];
    for (const { pid, start } of orphans) this.#proved.set(pid, start);
    return orphans;
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
    if (this.#provesGroup((pid) => table.find(pid))) this.#ownedAt = table.pidPosition;
    else if (!this.#hasKeptNumber()) return [];
    return table.group(this.#leader.pid);
  }

  /** Whether nobody can have got the leader's number: to be asked after processes were read, so that one who has is seen. */
  #hasKeptNumber(): boolean {
    const { pid, start } = this.#leader;
    if (!this.#hasGroup || this.#ownedAt === undefined || mayBeGivenOut(pid, this.#ownedAt)) return false;
    return (readStat(pid) ?? this.#leader).start === start;
  }

  /** Else its group is our own, or a stranger's. */
  get #hasGroup(): boolean {
    const { pid, pgid } = this.#leader;
    return pgid === pid && pid > 1;
  }

  /** Whether one who was proved before is in the leader's own group. */
  #provesGroup(find: (pid: number) => ProcessStat | undefined): boolean {
    if (!this.#hasGroup) return false;
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

/** Whether there is one with this number. kill(2): signal 0 is sent to nobody. */
function isGroup(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readLiving(pid: number): ProcessStat | undefined {
  const stat = readStat(pid);
  return stat && !isDead(stat) ? stat : undefined;
}
