import { argvOf } from "../support/job.mjs";

export const title = "execa, getCancelSignal";
export const source = "execa";
export const onlyNode = true;

export async function start(job) {
  const { execa } = await import("execa");
  const [command, ...args] = argvOf(job);
  const options = { stdin: "ignore", stdout: "inherit", stderr: "inherit", reject: false, uid: job.uid };
  const { signal } = new AbortController();
  return {
    child: execa(command, args, { ...options, ipc: true, cancelSignal: signal, gracefulCancel: true }),
  };
}

export async function bind(hook) {
  const { getCancelSignal } = await import("execa");
  (await getCancelSignal()).addEventListener("abort", hook);
}
