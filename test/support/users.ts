import { readFileSync } from "node:fs";
import { type ProcessIdentity, readProcess } from "./processes.js";
import { until } from "./wait.js";

/** The real user id of a process, once it runs this command: before, it may still be on its way there. */
export async function userOf({ pid }: ProcessIdentity, command: string): Promise<number> {
  await until(`${pid} to run ${command}`, () => readProcess(pid)?.command === command);
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
}
