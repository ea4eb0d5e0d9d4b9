import type { ChildProcess } from "node:child_process";
import { ownIdentity, type ProcessStat, readStat } from "@lifeline/system";
import type { Target } from "./tree/tree.ts";

/** The direct child as a process: signalled only while pid and start time prove that it is still the one we started. */
export class Leader {
  /** As it was right after the spawn. Undefined when that failed, or where the system does not show it. */
  readonly spawned: ProcessStat | undefined;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.spawned = this.stat();
  }

  get isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /**
   * `"gone"`: it has ended, or it cannot be proved that this pid is still it. Not through `child.kill()`, which emits
   * `error` for EPERM, and which spawners replace.
   */
  signal(signal: NodeJS.Signals): "sent" | "gone" | "not-permitted" {
    const { pid } = this.#child;
    if (!this.isRunning || pid === undefined || pid <= 1) return "gone";
    if (this.spawned !== undefined && this.stat()?.start !== this.spawned.start) return "gone";
    try {
      process.kill(pid, signal);
      return "sent";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "not-permitted" : "gone";
    }
  }

  /** A tree of one: for where only the direct child is meant, or can be seen. */
  asTarget(): Target {
    const { pid = 0, spawnfile } = this.#child;
    const unseen = { pid, name: spawnfile, state: "?", ppid: process.pid, pgid: 0, start: "" };
    return {
      sweep: () => ({
        members: this.isRunning ? [{ ...(this.stat() ?? unseen), isOurs: true }] : [],
        isUncertain: false,
        group: [],
      }),
      signal: (_member, signal) => this.signal(signal),
    };
  }

  /** Undefined when it has ended, or where the system does not show it. */
  stat(): ProcessStat | undefined {
    const { pid } = this.#child;
    // In a /proc of another pid namespace it is somebody else who has this number.
    const stat = pid === undefined || ownIdentity().start === undefined ? undefined : readStat(pid);
    return stat?.ppid === process.pid ? stat : undefined;
  }
}
