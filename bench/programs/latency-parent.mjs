// Starts one child of the given kind and idles, until it is killed. The child reports to the killer by our stdout.
import { fork, spawn } from "node:child_process";
import { spawnWithLifeline } from "lifeline-parent";
import { programPath } from "../support/processes.mjs";

const [kind, reader] = process.argv.slice(2);
const stdio = ["ignore", "inherit", "inherit"];

const starters = {
  native: () => spawn(reader, { stdio: [...stdio, "pipe"] }),
  socket: () => spawn(process.execPath, [programPath("socket-child.mjs")], { stdio: [...stdio, "pipe"] }),
  fork: () => fork(programPath("fork-child.mjs"), { stdio: [...stdio, "ipc"] }),
  bound: () => spawnWithLifeline(process.execPath, [programPath("bound-child.mjs")], { stdio }),
};

starters[kind]();
setInterval(() => {}, 3_600_000);
