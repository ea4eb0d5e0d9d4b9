import type { ChildProcess } from "node:child_process";
import { commandLine, type ProcessStat } from "@lifeline/system";
import type { Leader } from "./leader.ts";
import type { ProcessInfo, StopReport } from "./lifeline.ts";
import type { Member, Target } from "./tree/tree.ts";

/** A bound child holds its own deadline; ours comes after it. */
const BOUND_CHILD_MARGIN = 500;
/** How long the tree may resist SIGKILL before what is left of it is reported as survivors. */
const KILL_TIMEOUT = 2000;
/** How much later Node may tell how the leader ended, where only that is missing. */
const REAP_TIMEOUT = 1000;
/** How long the leader may live on when nobody is left who heard STOP, if the grace period is not shorter than twice that. */
const LEADER_FOLLOWS_WITHIN = 1000;
/** How often the tree follows the kernel while its leader ends. */
const FOLLOW_EVERY = 100;
/** Sweeps in a row that must find nothing, and the time between two: a process can hide in one while it forks or execs. */
const CALM = { sweeps: 2, gap: 10 };
const CALM_AFTER_KILL = { sweeps: 3, gap: 50 };

/**
 * One escalation: polite request to the leader, then to what outlives it, then, when the grace period is over, SIGKILL to
 * everything; and the report of what it took.
 */
export class Stop {
  readonly report: Promise<StopReport>;
  readonly #child: ChildProcess;
  readonly #leader: Leader;
  readonly #target: Target;
  readonly #leaves: (group: readonly ProcessStat[]) => void;
  readonly #beganAt = performance.now();
  readonly #asked = new Set<string>();
  readonly #killed = new Map<string, ProcessInfo>();
  readonly #refused = new Set<string>();
  #resolve!: (report: StopReport) => void;
  #signal: NodeJS.Signals = "SIGTERM";
  #ask: (() => boolean) | undefined;
  #patience = 0;
  #unheardFor = 0;
  #isLeaderAsked = false;
  #graceUntil = Number.POSITIVE_INFINITY;
  #deadline: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  #killingSince: number | undefined;
  #calmSweeps = 0;
  #isFinished = false;

  /** `leaves` hears who is left of the ended leader's group, where only the group proves it; at the end, that nobody is. */
  constructor(
    child: ChildProcess,
    leader: Leader,
    target: Target,
    leaves: (group: readonly ProcessStat[]) => void,
  ) {
    this.#child = child;
    this.#leader = leader;
    this.#target = target;
    this.#leaves = leaves;
    this.report = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /**
   * Asks once; a further request can only bring the end forward. `ask` says STOP over the lifeline and returns true,
   * or returns false where there is nobody to hear it, or nobody any more: it is called again while the leader lives.
   */
  request(ask: () => boolean, signal: NodeJS.Signals, gracePeriod: number): void {
    const graceUntil = performance.now() + gracePeriod;
    if (graceUntil >= this.#graceUntil || this.#killingSince !== undefined) return;
    const isFirst = this.#graceUntil === Number.POSITIVE_INFINITY;
    this.#graceUntil = graceUntil;
    if (isFirst) this.#begin(signal);
    // One turn later, after a poll: a write to a child that has just ended fails, and with it goes what it said last.
    setImmediate(() => {
      const isAsked = this.#leader.isRunning && ask();
      if (!isAsked) this.#askLeader();
      this.#ask = ask;
      this.#patience = Math.min(LEADER_FOLLOWS_WITHIN, gracePeriod / 2);
      if (this.#graceUntil !== graceUntil || this.#isFinished) return;
      const delay = gracePeriod + (isAsked ? BOUND_CHILD_MARGIN : 0);
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(() => this.#kill(), Math.min(delay, 2 ** 31 - 1));
    });
  }

  #begin(signal: NodeJS.Signals): void {
    this.#signal = signal;
    // While the leader lives its group is proved by it: whoever is in it now stays known when it has ended.
    this.#target.sweep();
    if (this.#leader.isRunning) {
      this.#child.once("exit", () => this.#sweep());
      this.#follow();
    } else this.#next = setTimeout(() => this.#sweep(), 0);
  }

  #askLeader(): void {
    if (this.#isLeaderAsked) return;
    this.#isLeaderAsked = true;
    this.#leader.signal(this.#signal);
    this.#leader.signal("SIGCONT"); // a stopped process hears it only then
  }

  /**
   * Who is started now is found when the leader has ended, if the kernel has been followed until then. And the leader may be
   * a shell that has others to wait for than the one who heard STOP.
   */
  #follow(): void {
    this.#target.follow?.();
    this.#unheardFor = this.#ask?.() === false ? this.#unheardFor + FOLLOW_EVERY : 0;
    if (this.#unheardFor > this.#patience) this.#askLeader();
    this.#next = setTimeout(() => this.#follow(), FOLLOW_EVERY);
  }

  /** After the leader's end, until the grace period is over: whoever is left is asked, once each. */
  #sweep(): void {
    if (this.#killingSince !== undefined) return;
    const members = this.#look(CALM, () => this.#sweep());
    for (const member of this.#unasked(members)) {
      this.#asked.add(keyOf(member));
      this.#target.signal(member, this.#signal);
      this.#target.signal(member, "SIGCONT");
    }
  }

  /** Not what one who has been asked has started since: that is how it tidies up. What it leaves behind has another parent. */
  #unasked(members: readonly Member[]): Member[] {
    const byPid = new Map(members.map((member) => [member.pid, member]));
    const isAskedFor = (member: Member) => {
      let above: Member | undefined = member;
      // The table is not of one moment, so its links may even go round.
      for (let steps = members.length; above && steps > 0; steps--) {
        if (this.#asked.has(keyOf(above))) return true;
        above = byPid.get(above.ppid);
      }
      return false;
    };
    return members.filter((member) => member.isOurs && !isAskedFor(member));
  }

  #kill(): void {
    this.#killingSince ??= performance.now();
    const members = this.#look(CALM_AFTER_KILL, () => this.#kill());
    // As they were before the first SIGKILL: who is dying has neither a command line nor the state that it was in.
    const seen = members.map((member) => this.#killed.get(keyOf(member)) ?? describe(member));
    if (members.length > 0) this.#target.killGroup?.();
    const left = members.filter((member, index) => this.#isLeft(member, seen[index] as ProcessInfo));
    const isUntold = left.length === 0 && this.#leader.isRunning;
    const timeout = isUntold ? KILL_TIMEOUT + REAP_TIMEOUT : KILL_TIMEOUT;
    if (performance.now() - this.#killingSince < timeout) return;
    for (const member of left) this.#killed.delete(keyOf(member));
    this.#finish(
      left.map((member) => ({
        ...describe(member),
        reason: this.#refused.has(keyOf(member)) ? "not-permitted" : "uninterruptible",
      })),
    );
  }

  #isLeft(member: Member, info: ProcessInfo): boolean {
    const key = keyOf(member);
    const outcome = this.#target.signal(member, "SIGKILL");
    if (outcome === "sent") this.#refused.delete(key);
    if (outcome === "not-permitted") this.#refused.add(key);
    // Gone since the look: by our signal to its group, or, where we may not signal it, by somebody else's.
    else if (!this.#refused.has(key)) this.#killed.set(key, info);
    return outcome !== "gone";
  }

  /** Looks who is left, and again after the gap; when there was nobody often enough, that is the end of it. */
  #look(calm: typeof CALM, again: () => void): Member[] {
    clearTimeout(this.#next);
    const { members, isUncertain, group } = this.#target.sweep();
    if (group.length > 0 && !this.#leader.isRunning) this.#leaves(group);
    const isCalm = members.length === 0 && !isUncertain && !this.#leader.isRunning;
    this.#calmSweeps = isCalm ? this.#calmSweeps + 1 : 0;
    if (this.#calmSweeps >= calm.sweeps) this.#finish([]);
    else this.#next = setTimeout(again, calm.gap);
    return members;
  }

  #finish(survivors: StopReport["survivors"]): void {
    this.#isFinished = true;
    clearTimeout(this.#next);
    clearTimeout(this.#deadline);
    this.#leaves([]);
    const { pid, exitCode, signalCode } = this.#child;
    // SIGKILL can come to a child that is on its way out already.
    const hasExited = exitCode !== null && signalCode === null;
    const killed = [...this.#killed.values()].filter((each) => !hasExited || each.pid !== pid);
    this.#resolve({
      // Of a failed spawn Node keeps the error's number there.
      exitCode: pid === undefined ? null : exitCode,
      signal: signalCode,
      forced: killed.length > 0 || survivors.length > 0,
      killed,
      survivors,
      duration: performance.now() - this.#beganAt,
    });
  }
}

function keyOf({ pid, start }: Member): string {
  return `${pid}:${start}`;
}

export function describe({ pid, ppid, pgid, name, state }: Member): ProcessInfo {
  return { pid, ppid, pgid, command: commandLine(pid) ?? name, state };
}
