import { fork } from "node:child_process";

// What a peer is asked to start: a Node program that cooperates (`program`), or any other `command`.

/** The words of its command line; `via` are those of a launcher before it. */
export function argvOf(job) {
  const words = job.program ? [process.execPath, job.program] : [job.command];
  return [...job.via, ...words, ...job.args];
}

/** For `fork`, which takes the launcher as the program that executes. */
export function forkOptions({ via }) {
  const [execPath, ...execArgv] = [...via, process.execPath];
  return { execPath, execArgv };
}

export function startFork(job) {
  const { program, args, uid } = job;
  return { child: fork(program, args, { ...forkOptions(job), stdio: [...inherited(job), "ipc"], uid }) };
}

export function inherited(job) {
  return [job.stdin ?? "ignore", "inherit", "inherit"];
}

/** For peers that end a child by signals: the usual way to hear of it. */
export function hookOnSignals(hook) {
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) process.on(signal, hook);
}
