import { spawn } from "node:child_process";
import { argvOf } from "../support/job.mjs";

export const title = "stdin end";
export const onlyNode = true;

export function start(job) {
  const [command, ...args] = argvOf(job);
  return {
    child: spawn(command, args, { stdio: [job.stdin ?? "pipe", "inherit", "inherit"], uid: job.uid }),
  };
}

export function bind(hook) {
  process.stdin.once("end", hook).on("error", hook).resume();
}
