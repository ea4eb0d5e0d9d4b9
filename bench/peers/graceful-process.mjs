import { startFork } from "../support/job.mjs";

export const title = "graceful-process";
export const source = "graceful-process";
export const onlyNode = true;

export const start = startFork;

export async function bind(hook) {
  const { graceful } = await import("graceful-process");
  const ignore = () => {};
  graceful({ beforeExit: hook, logger: { info: ignore, warn: ignore, error: ignore } });
}
