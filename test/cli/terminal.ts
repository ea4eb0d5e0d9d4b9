import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asShell, type ProcessIdentity, type StartOptions, temporaryDirectory } from "../support/index.js";
import { startInTerminal, type Terminal } from "../support/terminal.js";

/** An interactive shell with job control, as people have it. These words run when somebody types their name. */
export async function startShell(
  scripts: Readonly<Record<string, readonly string[]>>,
  options: StartOptions = {},
): Promise<Terminal> {
  const directory = temporaryDirectory();
  for (const [name, [command = "", ...args]] of Object.entries(scripts)) {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\nexec ${asShell({ command, args })}\n`);
    chmodSync(path, 0o755);
  }
  const path = `${directory}:${process.env.PATH}`;
  const terminal = startInTerminal(
    { command: "bash", args: ["--norc", "--noprofile", "-i"] },
    { ...options, env: { PATH: path, PS1: "prompt> ", TERM: "dumb", HISTFILE: "", ...options.env } },
  );
  await terminal.shows(/prompt> $/);
  return terminal;
}

/** Whether a process is in the group that has its terminal: field 8 of proc_pid_stat(5), tpgid. */
export function isInForeground({ pid }: ProcessIdentity): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return group === foreground;
}
