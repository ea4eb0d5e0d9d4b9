import type { ChildProcess } from "node:child_process";
import { commandLine, readStat } from "@lifeline/system";
import type { ProcessInfo } from "./lifeline.ts";

/** The direct child as a process: signalled only while pid and start time prove that it is still the one we started. */
export class Leader {
  readonly #child: ChildProcess;
  readonly #start: string | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#start = child.pid === undefined ? undefined : this.#ownStat()?.start;
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
    if (this.#start !== undefined && this.#ownStat()?.start !== this.#start) return "gone";
    try {
      process.kill(pid, signal);
      return "sent";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "not-permitted" : "gone";
    }
  }

  describe(): ProcessInfo {
    const { pid = 0, spawnargs, spawnfile } = this.#child;
    const stat = this.#ownStat();
    return {
      pid,
      ppid: stat?.ppid ?? process.pid,
      pgid: stat?.pgid ?? 0,
      command: commandLine(pid) ?? (spawnargs?.join(" ") || spawnfile),
      state: stat?.state ?? "?",
    };
  }

  #ownStat(): ReturnType<typeof readStat> {
    const { pid } = this.#child;
    const stat = pid === undefined ? undefined : readStat(pid);
    return stat?.ppid === process.pid ? stat : undefined;
  }
}
