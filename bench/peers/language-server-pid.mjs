import { spawn } from "node:child_process";
import { PassThrough } from "node:stream";
import { argvOf, inherited } from "../support/job.mjs";

export const title = "vscode-languageserver, pid poll";
export const source = "vscode-languageserver";
export const onlyNode = true;

export function start(job) {
  const [command, ...args] = argvOf(job);
  return {
    child: spawn(command, [...args, `--clientProcessId=${process.pid}`], {
      stdio: inherited(job),
      uid: job.uid,
    }),
  };
}

// Over streams that never end, so that nothing but the pid can tell.
export async function bind(hook) {
  const { createConnection, ProposedFeatures } = await import("vscode-languageserver/node");
  process.once("exit", hook);
  createConnection(ProposedFeatures.all, new PassThrough(), new PassThrough()).listen();
}
