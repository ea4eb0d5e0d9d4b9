import { type ChildProcess, spawn } from "node:child_process";
import { readStat } from "@lifeline/system";
import { readProcesses } from "../ps/processes.ts";
import { type Finding, missing, well } from "./checks.ts";
import { until } from "./until.ts";

/** In ms: for a parent to start, and for its tree to go. No grace period stands between. */
const PATIENCE = 5000;
/** In seconds, of the commands that are started: should all fail, they do not stay for long. */
const LIFETIME = 60;

/**
 * The experiment itself: a parent with a child, and with one more that has left the group, is killed. Nobody but the
 * guard can end them. Says, too, whether the child had a group of its own.
 */
export async function checkKilledParent(): Promise<Finding[]> {
  // In a session of its own, so without a terminal, as a service has it.
  const script = `setsid sleep ${LIFETIME} & exec sleep ${LIFETIME}`;
  const words = [process.argv[1] ?? "", "run", "--grace", "0", "--", "/bin/sh", "-c", script];
  const parent = spawn(process.execPath, words, { stdio: "ignore", detached: true });
  const failed = new Promise<string>((resolve) => {
    parent.once("error", ({ message }) => resolve(message));
    parent.once("exit", (code) => resolve(`it ended with status ${code}`));
  });
  const members = await Promise.race([until(() => findMembers(parent), PATIENCE), failed]);
  if (members === undefined || typeof members === "string") {
    parent.kill("SIGKILL");
    const why = members ?? "it did not start its child in time";
    return [
      missing(
        "guard",
        `a parent could not be tried: ${why}`,
        "see whether `lifeline run -- true` works here",
      ),
    ];
  }
  const [leader] = members;
  const hasGroup = leader !== undefined && leader.pgid === leader.pid;
  const killedAt = performance.now();
  parent.kill("SIGKILL");
  const isGone = ({ pid, start }: { pid: number; start: string }) => {
    const stat = readStat(pid);
    return stat?.start !== start || stat.state === "Z" || stat.state === "X";
  };
  const areGone = await until(() => members.every(isGone), PATIENCE);
  const duration = Math.round(performance.now() - killedAt);
  if (!areGone) for (const member of members) if (!isGone(member)) process.kill(member.pid, "SIGKILL");
  return [
    areGone
      ? well(
          "guard",
          `a parent was killed, and its tree was gone ${duration} ms later, also what had left its group`,
        )
      : missing(
          "guard",
          `a parent was killed, and its tree was alive ${duration} ms later`,
          "see the other findings",
        ),
    hasGroup
      ? well(
          "groups",
          "a child has a process group of its own, by which also those without an environment are found",
        )
      : missing(
          "groups",
          "a child could not get a process group of its own",
          "allow setsid(2) in this sandbox",
        ),
  ];
}

/** The child and what it has put elsewhere, once both have become what they shall be. */
function findMembers({ pid }: ChildProcess) {
  const all = [...readProcesses().values()];
  const leader = all.find(({ ppid, name, pgid }) => ppid === pid && name === "sleep" && pgid !== pid);
  const other =
    leader &&
    all.find(({ ppid, name, pgid }) => ppid === leader.pid && name === "sleep" && pgid !== leader.pgid);
  return other && [leader, other];
}
