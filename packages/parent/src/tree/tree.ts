import { type ProcessStat, readStat } from "@lifeline/system";
import { cookieOf, isDead, livingProcesses } from "./process-table.ts";

/** A process that is proved to be of the tree. */
export interface Member extends ProcessStat {
  /** False where a lifeline of its own stands between: until the grace period ends it is its own parent's business. */
  readonly isOurs: boolean;
}

export interface Sweep {
  readonly members: Member[];
  /** Processes were seen of which it could not yet be said. */
  readonly isUncertain: boolean;
}

/** What is to end: a tree, or the leader alone. */
export interface Target {
  sweep(): Sweep;
  signal(member: Member, signal: NodeJS.Signals): "sent" | "gone" | "not-permitted";
  killGroup?(): void;
}

/** The ids of the trees within ours: what is none after all does not make a cookie of ours. */
const IDS = /^(\/[0-9a-f]{32})*$/;

/**
 * A child and everything it started. A process is of the tree by proof only: it is the leader, by pid and start time; it
 * carries the tree cookie; or it is in the leader's own group. The kernel gives no pid out again while it is a group's
 * id (pid_namespaces(7), setpgid(2)), so that group stays ours while it holds a single process that was proved before.
 */
export class Tree implements Target {
  readonly #leader: ProcessStat;
  readonly #cookie: string;
  readonly #proved = new Map<number, string>();
  #doubted = new Map<number, string>();

  constructor(leader: ProcessStat, cookie: string) {
    this.#leader = leader;
    this.#cookie = cookie;
    this.#proved.set(leader.pid, leader.start);
  }

  sweep(): Sweep {
    const living = livingProcesses(Number(this.#leader.start));
    const hasGroup = this.#provesGroup(living);
    const doubted = new Map<number, string>();
    let isUncertain = false;
    const members: Member[] = [];
    for (const stat of living) {
      const isKnown = this.#proved.get(stat.pid) === stat.start;
      const isInGroup = hasGroup && stat.pgid === this.#leader.pid;
      const cookie = cookieOf(stat.pid);
      const isCarrier =
        cookie?.startsWith(this.#cookie) === true && IDS.test(cookie.slice(this.#cookie.length));
      if (!isKnown && !isInGroup && !isCarrier) {
        if (cookie !== undefined) continue;
        // Once more: a kernel thread, or what was started with an empty environment, will look the same then.
        doubted.set(stat.pid, stat.start);
        if (this.#doubted.get(stat.pid) !== stat.start) isUncertain = true;
        continue;
      }
      members.push({ ...stat, isOurs: !isCarrier || cookie === this.#cookie });
    }
    this.#doubted = doubted;
    this.#proved.clear();
    this.#proved.set(this.#leader.pid, this.#leader.start);
    for (const { pid, start } of members) this.#proved.set(pid, start);
    return { members, isUncertain };
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
    if (!this.#provesGroup(livingProcesses(Number(this.#leader.start)))) return;
    try {
      process.kill(-this.#leader.pid, "SIGKILL");
    } catch {
      // it has just ended, or holds a process of another user, which the sweep reports
    }
  }

  #provesGroup(living: readonly ProcessStat[]): boolean {
    const { pid, pgid } = this.#leader;
    // Not a group of its own: then it is our own group, or a stranger's.
    if (pgid !== pid || pid <= 1) return false;
    return living.some((stat) => stat.pgid === pid && this.#proved.get(stat.pid) === stat.start);
  }
}
