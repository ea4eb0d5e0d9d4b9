import { argvOf, hookOnSignals } from "../support/job.mjs";

export const title = "foreground-child";
export const source = "foreground-child";

export async function start(job) {
  const { foregroundChild } = await import("foreground-child");
  const [command, ...args] = argvOf(job);
  return foregroundChild(command, args, { uid: job.uid });
}

export const bind = hookOnSignals;
