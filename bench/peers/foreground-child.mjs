import { argvOf, hookOnSignals } from "../support/job.mjs";

export const title = "foreground-child";
export const source = "foreground-child";

export async function start(job) {
  const { foregroundChild } = await import("foreground-child");
  const [command, ...args] = argvOf(job);
  // False: the parent need not end with its child.
  return { child: foregroundChild(command, args, { uid: job.uid }, () => false) };
}

export const bind = hookOnSignals;
