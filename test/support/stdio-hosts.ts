import { fixture } from "./fixtures.js";

/** Words in front of a command: a host, written in Node, whose socket is the command's stdin. */
export const socketHost = [process.execPath, fixture("stdio-host.mjs"), "/dev/null"];

/** A host, not written in Node, whose pipe is the command's stdin; what this script says goes into it. */
export const pipeHost = (script: string): string[] => [
  "bash",
  "-c",
  `exec > >(exec "$@"); ${script}`,
  "bash",
];

/** What has asked something, and goes on living: in the pipe lies what a blocked child does not read. */
export const ASKS = "echo request; exec sleep 3600";

/** What npx and most hosts put in between: it waits for its command, and outlives whoever has started it. */
export const waitingShell = ["sh", "-c", '"$@"; true', "sh"];
