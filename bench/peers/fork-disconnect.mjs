import { startFork } from "../support/job.mjs";

export const title = "fork + disconnect";
export const onlyNode = true;

export const start = startFork;

export function bind(hook) {
  process.once("disconnect", hook);
}
