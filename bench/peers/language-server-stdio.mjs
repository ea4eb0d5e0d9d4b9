import { spawn } from "node:child_process";
import { argvOf } from "../support/job.mjs";

export const title = "vscode-languageserver, stdio";
export const source = "vscode-languageserver";
export const onlyNode = true;

export function start(job) {
  const [command, ...args] = argvOf(job);
  return {
    child: spawn(command, [...args, "--stdio"], {
      stdio: [job.stdin ?? "pipe", "pipe", "inherit"],
      uid: job.uid,
    }),
  };
}

// It exits by itself: an exit listener is all that a server gets.
export async function bind(hook) {
  const { createConnection, ProposedFeatures } = await import("vscode-languageserver/node");
  process.once("exit", hook);
  createConnection(ProposedFeatures.all).listen();
}
