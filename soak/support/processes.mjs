import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";

/** Undefined: there is no such process. What is read is /proc, and nothing of the library. */
export function readStat(pid) {
  const text = read(`/proc/${pid}/stat`);
  if (text === "") return undefined;
  // The name is not escaped: the last ")" ends it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    pid: Number(pid),
    name: text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")),
    state: fields[0],
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    start: fields[19],
  };
}

/** A zombie has died. A pid alone may be another process by now; with its start time it is not. */
export function isAlive({ pid, start }) {
  const stat = readStat(pid);
  return stat !== undefined && stat.start === start && stat.state !== "Z" && stat.state !== "X";
}

/** proc_pid_status(5): a mask of signals, the first is the lowest bit. */
export function ignores({ pid }, signal) {
  const [, mask] = /^SigIgn:\s*(\w+)/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}

/** False: it had ended already. A pid that does not prove to be the process we mean is never signalled. */
export function kill(identity, signal = "SIGKILL") {
  return isAlive(identity) && send(identity.pid, signal);
}

/** The group that this process leads. */
export function killGroup(leader, signal = "SIGKILL") {
  if (!isAlive(leader) || readStat(leader.pid)?.pgid !== leader.pid) return false;
  return send(-leader.pid, signal);
}

function send(target, signal) {
  if (!Number.isSafeInteger(target) || Math.abs(target) <= 1) throw new Error(`Refused to signal ${target}`);
  try {
    return process.kill(target, signal);
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

export function pids() {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

/** As at exec; empty for a kernel thread, and for a moment in the middle of execve(2). */
export function environmentOf(pid) {
  return read(`/proc/${pid}/environ`);
}

export function commandLine(pid) {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** "4711 S sleep 900": what a message says about a process. */
export function describe({ pid }) {
  const stat = readStat(pid);
  return stat
    ? `${pid} ${stat.state} ${(commandLine(pid) || `[${stat.name}]`).slice(0, 120)}`
    : `${pid} (gone)`;
}

/** In kB. */
export function residentSize(pid) {
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN);
}

/** What the descriptors of this process are: "socket", "pipe", a path … */
export function descriptors(pid) {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(`${folder}/${fd}`).replace(/:\[\d+\]$/, "")];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return [];
  }
}

function read(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
