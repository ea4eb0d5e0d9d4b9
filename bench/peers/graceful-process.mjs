import { fork } from "node:child_process";
import { forkOptions, inherited } from "../support/job.mjs";

export const title = "graceful-process";
export const source = "graceful-process";
export const onlyNode = true;

export function start(job) {
  return {
    child: fork(job.program, job.args, {
      ...forkOptions(job),
      stdio: [...inherited(job), "ipc"],
      uid: job.uid,
    }),
  };
}

export async function bind(hook) {
  const { graceful } = await import("graceful-process");
  const ignore = () => {};
  graceful({ beforeExit: hook, logger: { info: ignore, warn: ignore, error: ignore } });
}
