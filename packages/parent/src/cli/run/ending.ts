import { closeSync } from "node:fs";
import { constants } from "node:os";
import { isTerminal } from "./terminal.ts";

/**
 * Ends us as the command ended: with its exit status, 128 + n after a signal. After a Ctrl-C that ended the command we die of SIGINT
 * as it did: a shell goes on with its script if we only exit (https://www.cons.org/cracauer/sigint.html).
 */
export function endLike(code: number | null, signal: NodeJS.Signals | null, wasInterrupted: boolean): void {
  if (signal === "SIGINT" && wasInterrupted) {
    process.removeAllListeners("SIGINT");
    process.kill(process.pid, "SIGINT");
  }
  leaveTerminalAsItIs();
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
}

/** At exit Node sets the terminal back to how it found it, and would undo what the command, stty say, has set. */
function leaveTerminalAsItIs(): void {
  for (const fd of [0, 1, 2]) if (isTerminal(fd)) closeSync(fd);
}
