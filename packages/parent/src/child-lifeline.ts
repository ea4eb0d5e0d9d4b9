import type { ChildProcess } from "node:child_process";
import { EventEmitter, errorMonitor } from "node:events";
import type { Socket } from "node:net";
import { fieldOf, LifelineError, type ShutdownReason, toOneLine } from "@lifeline/protocol";
import { type ProcessStat, trace } from "@lifeline/system";
import { binderOf } from "./binder.ts";
import type { GuardedTree } from "./guard/guard.ts";
import { tellOrphans } from "./guard/orphans.ts";
import { startBeating, stopBeating } from "./heartbeat.ts";
import { Leader } from "./leader.ts";
import type { Lifeline, LifelineEvents, ProcessInfo, StopReport } from "./lifeline.ts";
import { Milestone } from "./milestone.ts";
import { type ResolvedLifelineOptions, resolveStopOptions, type StopOptions } from "./options.ts";
import { assessProtection, type Protection } from "./protection.ts";
import type { LifelineSlot } from "./spawn-options.ts";
import { describe, Stop } from "./stop.ts";
import { hasEnded } from "./tree/process-table.ts";
import { type Target, Tree } from "./tree/tree.ts";
import { type ChildEvents, WriteEnd } from "./write-end.ts";

/** In ms: an exit closes the child's end first, and is told of a moment later. */
const EXIT_FOLLOWS_WITHIN = 1000;
/** In ms: a STOP that is not answered for so long may have been read by another process that has the same lifeline. */
const ANSWERS_WITHIN = 250;
/** Each of these takes six bytes at most of what is not meant for it; RELEASE is said often enough that one is left whole. */
const MOST_SHARERS = 8;

/** One lifeline, from the spawn to the end of its child. */
export class ChildLifeline extends EventEmitter<LifelineEvents> implements Lifeline {
  readonly id: string;
  state: Lifeline["state"] = "open";
  readonly #child: ChildProcess;
  readonly #leader: Leader;
  readonly #stat: ProcessStat | undefined;
  readonly #cookie: string;
  readonly #target: Target;
  readonly #guarded: GuardedTree | undefined;
  readonly #options: ResolvedLifelineOptions;
  readonly #end: WriteEnd | undefined;
  readonly #bound = new Milestone();
  readonly #ready = new Milestone();
  #watches = false;
  #binder: ProcessStat | undefined;
  #isReady = false;
  #isStopping = false;
  /** Said UNBOUND, or nothing that it says is believed any more. */
  #hasLeft = false;
  #silence: NodeJS.Timeout | undefined;
  #stop: Stop | undefined;
  #beats = 0;

  constructor(
    child: ChildProcess,
    socket: Socket | undefined,
    slot: LifelineSlot,
    options: ResolvedLifelineOptions,
    guarded: GuardedTree | undefined,
  ) {
    super();
    this.id = slot.id;
    this.#child = child;
    this.#options = options;
    this.#guarded = guarded;
    this.#cookie = slot.cookie;
    // Before all else: a child may have ended a moment later, and a write that fails takes longer than all of this.
    if (child.pid !== undefined && socket !== undefined) this.#end = this.#open(socket, slot.token);
    this.#leader = new Leader(child);
    this.#stat = this.#leader.spawned;
    this.#target = options.tree && this.#stat ? new Tree(this.#stat, slot.cookie) : this.#leader.asTarget();
    if (this.#isOneWay)
      this.#failBoth("ERR_LIFELINE_UNSUPPORTED", 'A lifeline on stdin is one way: use channel "fd"');
    if (child.pid === undefined) {
      this.#failToSpawn();
      return;
    }
    child.once("exit", (exitCode, signal) => this.#onExit(exitCode, signal));
    if (this.#end && this.#isOneWay) this.#startBeating();
    trace("spawn", { id: this.id, pid: child.pid, command: child.spawnfile, channel: options.channel });
    // Last: it wakes the guard, which then contends with the child for the processor.
    if (this.#stat) guarded?.hasLeader(this.#stat, options.tree);
  }

  get protection(): Protection {
    return assessProtection({
      isOpen: this.#end?.isOpen === true,
      isBound: this.#watches,
      isReleased: this.state === "released",
      hasOwnGroup: this.#stat !== undefined && this.#stat.pgid === this.#stat.pid,
      canSeeProcesses: this.#stat !== undefined,
      options: this.#options,
    });
  }

  get heartbeatInterval(): number {
    return this.#options.heartbeatInterval;
  }

  bound(): Promise<void> {
    return this.#bound.wait();
  }

  ready(): Promise<void> {
    return this.#ready.wait();
  }

  stop(given?: StopOptions): Promise<StopReport> {
    const { gracePeriod, signal } = resolveStopOptions(given, this.#options);
    if (this.#stop === undefined) {
      if (this.state === "open" || this.state === "bound") this.state = "stopping";
      this.#stop = new Stop(this.#child, this.#leader, this.#target, (group) => this.#tellOrphans(group));
      trace("stop", { id: this.id, pid: this.#child.pid, gracePeriod, signal });
    }
    this.#stop.request(this.#asking(gracePeriod), signal, gracePeriod);
    return this.#stop.report;
  }

  async members(): Promise<ProcessInfo[]> {
    // Twice, because a process in the middle of execve(2) shows nothing of itself.
    if (this.#target.sweep().isUncertain) await new Promise((resolve) => setTimeout(resolve, 10));
    return this.#target.sweep().members.map(describe);
  }

  release(): void {
    if (this.state === "closed" || this.state === "released") return;
    this.state = "released";
    this.#guarded?.isReleased();
    stopBeating(this);
    for (let times = this.#binder ? MOST_SHARERS : 1; times > 0; times--) this.#end?.send("RELEASE");
    this.#end?.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop().then(() => undefined);
  }

  /** Called by the heartbeat timer. */
  beat(): void {
    if (this.#end?.sendIfDrained("BEAT", { seq: this.#beats })) this.#beats++;
  }

  get #isOneWay(): boolean {
    return this.#options.channel === "stdin";
  }

  /** Says STOP, and again where another may have read it; false where nobody hears it, or nobody does any more. */
  #asking(gracePeriod: number): () => boolean {
    const until = performance.now() + gracePeriod;
    let sayAt = 0;
    return () => {
      const now = performance.now();
      const binder = this.#binder;
      if (!this.#watches || (binder && hasEnded(binder))) return false;
      if (sayAt > 0 && (!binder || this.#isStopping || now < sayAt)) return true;
      const grace = sayAt === 0 ? gracePeriod : Math.max(0, Math.ceil(until - now));
      sayAt = now + ANSWERS_WITHIN;
      return this.#end?.send("STOP", { grace }) === true;
    };
  }

  #onLine(verb: string, line: string): void {
    switch (verb) {
      case "BOUND":
        this.#onBound(fieldOf(line, "pid"));
        return;
      case "READY":
        if (!this.#watches || this.#isReady) return;
        this.#isReady = true;
        this.#ready.reach();
        this.emit("ready");
        return;
      case "STATUS":
        this.emit("status", toOneLine(line.slice("STATUS ".length)));
        return;
      case "STOPPING":
        if (this.#isStopping) return;
        this.#isStopping = true;
        if (this.state === "open" || this.state === "bound") this.state = "stopping";
        this.emit("stopping", toOneLine(fieldOf(line, "reason") ?? "") as ShutdownReason);
        return;
      case "UNBOUND":
        this.#hasLeft = true;
        this.#onUnbound();
    }
  }

  #onBound(pid: string | undefined): void {
    if (this.#watches) return;
    this.#watches = true;
    this.#hasLeft = false;
    this.#binder = binderOf(pid, this.#stat, this.#cookie);
    this.#guarded?.isBound(true, this.#binder);
    if (this.state === "open") this.state = "bound";
    if (this.state !== "released") this.#startBeating();
    trace("bound", { id: this.id, pid: this.#child.pid, by: pid });
    this.#bound.reach();
    this.emit("bound");
  }

  #open(socket: Socket, token: string): WriteEnd {
    const events: ChildEvents = {
      line: (verb, line) => this.#onLine(verb, line),
      malformed: (what) => this.#onMalformed(what),
      ended: () => this.#onEnded(),
    };
    const end = new WriteEnd(socket, events, this.#isOneWay);
    const { heartbeatInterval: beat, gracePeriod: grace } = this.#options;
    end.send("HELLO", { v: 1, token, child: this.#child.pid as number, beat, grace });
    return end;
  }

  /** The first at once, because the next beat time may be a whole interval away. */
  #startBeating(): void {
    startBeating(this);
    if (this.heartbeatInterval > 0) setImmediate(() => this.beat());
  }

  #onUnbound(): void {
    if (!this.#watches) return;
    this.#watches = false;
    this.#guarded?.isBound(false);
    if (this.state === "bound") this.state = "open";
    stopBeating(this);
  }

  #onEnded(): void {
    const isExpected = () =>
      this.#hasLeft || this.#stop || this.#isStopping || this.state === "released" || !this.#leader.isRunning;
    const onSilence = () => {
      if (isExpected()) return;
      this.#onUnbound();
      this.#onMalformed("closed its end of the lifeline and lives on");
    };
    if (!isExpected()) this.#silence = setTimeout(onSilence, EXIT_FOLLOWS_WITHIN).unref();
  }

  #onMalformed(what: string): void {
    this.#hasLeft = true;
    const error = this.#failBoth(
      "ERR_LIFELINE_PROTOCOL",
      `The child ${what}. Is its fd used for something else?`,
    );
    this.emit("protocol-error", error);
  }

  #onExit(exitCode: number | null, signal: NodeJS.Signals | null): void {
    if (this.state !== "released") setImmediate(() => this.#tellOrphans(this.#target.orphans?.() ?? []));
    this.state = "closed";
    this.#guarded?.hasClosed();
    clearTimeout(this.#silence);
    stopBeating(this);
    const conclude = () => {
      const how = signal === null ? `code ${exitCode}` : signal;
      const message = `The child ended with ${how} before it got that far: see what it printed`;
      this.#failBoth("ERR_LIFELINE_CHILD_EXITED", message);
      this.emit("closed", { exitCode, signal });
    };
    if (this.#end) this.#end.drain(this.#isOneWay, conclude);
    else setImmediate(conclude);
  }

  #tellOrphans(group: readonly ProcessStat[]): void {
    if (this.#guarded) tellOrphans(this.#guarded, group);
  }

  #failToSpawn(): void {
    this.state = "closed";
    this.#guarded?.hasClosed();
    // Only observed: without a listener of the user's it is thrown, as ever.
    this.#child.once(errorMonitor as unknown as "error", (cause) => {
      const message = `The child could not be started, see its command and cwd: ${cause.message}`;
      this.#failBoth("ERR_LIFELINE_CHILD_EXITED", message, { cause });
      this.emit("closed", { exitCode: null, signal: null });
    });
  }

  #failBoth(code: LifelineError["code"], message: string, options?: { cause: unknown }): LifelineError {
    const error = new LifelineError(code, message, options);
    this.#bound.fail(error);
    this.#ready.fail(error);
    return error;
  }
}
