import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { stopWith } from "./job-control.ts";
import { RELAYED, type Relayed, type Witness } from "./witness.ts";

interface Place {
  /** The command is in our own process group: what is sent to the group reaches it without us. */
  readonly sharesGroup: boolean;
  readonly ignoresHangup: boolean;
}

interface Events extends Record<Relayed, []> {
  /** A signal that asks for an end, after the command has ended. */
  ending: [];
}

const ENDING: readonly Relayed[] = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"];

/**
 * Passes on what we get, so that the command gets it as it would without us: what was sent to our group to its group, what
 * was sent to us to it alone, and nothing twice.
 */
export class SignalRelay extends EventEmitter<Events> {
  readonly #place: Place;
  readonly #witness: Witness;
  readonly #asked = new Set<Relayed>();
  readonly #passed = new Map<NodeJS.Signals, number>();
  #child: ChildProcess | undefined;
  #interrupts = 0;

  constructor(place: Place, witness: Witness) {
    super();
    this.#place = place;
    this.#witness = witness;
    for (const signal of RELAYED) process.on(signal, () => this.#onSignal(signal));
  }

  /** Whether a SIGINT has come to the command with us. */
  get wasInterrupted(): boolean {
    return this.#interrupts > 0;
  }

  /** Whether the command has got that signal within so many ms, by us or with us. */
  hasPassed(signal: NodeJS.Signals, within: number): boolean {
    return performance.now() - (this.#passed.get(signal) ?? Number.NEGATIVE_INFINITY) < within;
  }

  connect(child: ChildProcess): void {
    this.#child = child;
    stopWith(child, this.#place.sharesGroup);
  }

  #onSignal(signal: Relayed): void {
    if (signal === "SIGINT") this.#interrupts++;
    if (signal === "SIGHUP" && this.#place.ignoresHangup) return;
    // A signal that comes again before it was looked at is one: signal(7) merges them, too.
    if (this.#asked.has(signal)) return;
    this.#asked.add(signal);
    void this.#witness.sawToo(signal).then(async (isForGroup) => {
      // The witness may have counted one that has reached us, but not our event loop.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      this.#asked.delete(signal);
      this.#deliver(signal, isForGroup);
    });
  }

  #deliver(signal: Relayed, isForGroup: boolean): void {
    const child = this.#child;
    this.emit(signal);
    if (child?.pid === undefined) return;
    if (child.exitCode !== null || child.signalCode !== null) {
      if (ENDING.includes(signal)) this.emit("ending");
      return;
    }
    this.#passed.set(signal, performance.now());
    if (this.#place.sharesGroup) {
      if (!isForGroup) child.kill(signal);
      return;
    }
    // Whoever leads a session of its own cannot be stopped politely: its group is an orphaned one, see setpgid(2).
    const sent = signal === "SIGTSTP" ? "SIGSTOP" : signal;
    if (isForGroup) killGroup(child.pid, sent);
    else child.kill(sent);
  }
}

/** The group of a child that has not been reaped, so that this number cannot be somebody else's. */
function killGroup(leader: number, signal: NodeJS.Signals): void {
  if (leader <= 1) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // it has just ended
  }
}
