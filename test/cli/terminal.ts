import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  asShell,
  fixture,
  type ProcessIdentity,
  type Requirement,
  requirement,
  type Started,
  type StartOptions,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";

/** Absolute, because `python3` on a PATH may be somebody's shim. */
const PYTHON = "/usr/bin/python3";

export const hasPython: Requirement = requirement(
  existsSync(PYTHON),
  "python3 is not installed (Debian package python3)",
);

/** A command on a pseudo terminal of its own, 24 rows by 80 columns. */
export class Terminal {
  readonly program: Started;
  #seen = 0;

  constructor(command: string, args: readonly string[], options?: StartOptions) {
    this.program = start(PYTHON, [fixture("terminal-by-orders.py"), command, ...args], options);
  }

  type(text: string): void {
    this.program.send({ write: text });
  }

  resize(rows: number, columns: number): void {
    this.program.send({ resize: [rows, columns] });
  }

  /** What happens when the window is closed, or the connection of a terminal is lost. */
  close(): void {
    this.program.send({ close: true });
  }

  /** Waits for this on the screen, after what was waited for before. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    const { program } = this;
    const found = await until(`${pattern} on the terminal`, () =>
      pattern.exec(program.output.slice(this.#seen)),
    ).catch((error: Error) => {
      const { output, stderr } = program;
      throw new Error(`${error.message}; it shows:\n${JSON.stringify(output)}\n${stderr}`);
    });
    this.#seen += found.index + found[0].length;
    return found;
  }
}

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
  const terminal = new Terminal("bash", ["--norc", "--noprofile", "-i"], {
    ...options,
    env: { PATH: path, PS1: "prompt> ", TERM: "dumb", HISTFILE: "", ...options.env },
  });
  await terminal.shows(/prompt> $/);
  return terminal;
}

/** Whether a process is in the group that has its terminal: field 8 of proc_pid_stat(5), tpgid. */
export function isInForeground({ pid }: ProcessIdentity): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return group === foreground;
}
