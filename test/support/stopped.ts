import { killByIdentity } from "./kill.js";
import { type ProcessIdentity, readProcess } from "./processes.js";
import { until } from "./wait.js";

/**
 * Stops a process while it waits for events, as a laptop's lid or Ctrl-Z nearly always does. In the middle of a turn
 * of its event loop it may read what has come before it looks at its timers, and a plain timer is spared by luck.
 */
export async function stopInItsSleep(identity: ProcessIdentity): Promise<void> {
  await until("the process to sleep", () => readProcess(identity.pid)?.state === "S", { interval: 1 });
  killByIdentity(identity, "SIGSTOP");
  await until("the process to be stopped", () => readProcess(identity.pid)?.state === "T");
}
