import { isEnded, type ProcessIdentity, readProcess } from "./processes.js";

/** Signals one process, never another that got its pid. False: it was dead already. */
export function killByIdentity(identity: ProcessIdentity, signal: NodeJS.Signals = "SIGKILL"): boolean {
  return sendIfSame(identity, signal, identity.pid);
}

/** Signals the whole process group that this process leads. */
export function killGroupOf(leader: ProcessIdentity, signal: NodeJS.Signals = "SIGKILL"): boolean {
  const pgid = readProcess(leader.pid)?.pgid;
  if (pgid !== undefined && pgid !== leader.pid) {
    throw new Error(`Expected process ${leader.pid} to lead its group, but the group is ${pgid}`);
  }
  return sendIfSame(leader, signal, -leader.pid);
}

function sendIfSame(identity: ProcessIdentity, signal: NodeJS.Signals, target: number): boolean {
  // 0, -1 and "1" would mean our own group, everybody, and init.
  if (!Number.isSafeInteger(identity.pid) || identity.pid <= 1) {
    throw new Error(`Refused to signal pid ${identity.pid}`);
  }
  const found = readProcess(identity.pid);
  if (!found || isEnded(found) || found.start !== identity.start) return false;
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
