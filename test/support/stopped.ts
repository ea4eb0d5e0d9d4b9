import { killByIdentity } from "./kill.js";
import { isDead, type ProcessIdentity, readProcess } from "./processes.js";
import { until } from "./wait.js";

/** Stops a process while it waits for events, as Ctrl-Z nearly always does; one that has ended is let be. */
export async function stopInItsSleep(identity: ProcessIdentity): Promise<void> {
  const isIn = (state: string) => isDead(identity) || readProcess(identity.pid)?.state === state;
  await until("the process to sleep", () => isIn("S"), { interval: 1 });
  killByIdentity(identity, "SIGSTOP");
  await until("the process to be stopped", () => isIn("T"));
}
