import { randomUUID } from "node:crypto";
import { killByIdentity } from "./kill.js";
import { findLeftovers } from "./leftovers.js";
import { describeProcess } from "./processes.js";

/** Marks every process of this run, and fails the run if one of them outlives it. */
export function setup(): () => Promise<void> {
  // Node reads these certificates whenever it starts, which takes longer than all the rest; no test speaks TLS.
  delete process.env.NODE_EXTRA_CA_CERTS;
  // A bash with a socket for stdin takes itself for rshd's and reads the user's .bashrc, unless another shell is above it:
  // killed in the middle of that, it leaves behind whatever it was about to do there, such as pyenv's lock.
  process.env.SHLVL = "2";
  delete process.env.BASH_ENV;
  // With it Python's print() writes a line and its end apart, and a line of another process may come between.
  delete process.env.PYTHONUNBUFFERED;
  process.env.LESSHISTFILE = "-";
  const outer = process.env.LIFELINE_TEST_RUN;
  // A run inside a test of another run belongs to both: the id of the outer one is a prefix.
  const runId = `${outer ? `${outer}.` : ""}${randomUUID().slice(0, 13)}`;
  process.env.LIFELINE_TEST_RUN = runId;
  return () => failIfAnyIsLeft(runId);
}

async function failIfAnyIsLeft(runId: string): Promise<void> {
  const { strays, guards } = await findLeftovers(runId);
  const left = [...strays, ...guards];
  if (left.length === 0) return;
  console.error(`\nThe tests left ${left.length} living process(es) behind:`);
  for (const each of left) {
    console.error(`  ${describeProcess(each)} (parent ${each.ppid}, group ${each.pgid})`);
  }
  for (const each of strays) killByIdentity(each, "SIGKILL");
  // vitest only prints what a teardown throws; its exit code would still be 0.
  process.exitCode = 1;
}
