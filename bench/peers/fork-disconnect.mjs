import { fork } from "node:child_process";
import { forkOptions, inherited } from "../support/job.mjs";

export const title = "fork + disconnect";
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

export function bind(hook) {
  process.once("disconnect", hook);
}
