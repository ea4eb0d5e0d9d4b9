import { argvOf, hookOnSignals } from "../support/job.mjs";

export const title = "execa, cleanup";
export const source = "execa";

export async function start(job) {
  const { execa } = await import("execa");
  const [command, ...args] = argvOf(job);
  const options = { stdin: "ignore", stdout: "inherit", stderr: "inherit", reject: false, uid: job.uid };
  return { child: execa(command, args, { ...options, cleanup: true }) };
}

export const bind = hookOnSignals;
