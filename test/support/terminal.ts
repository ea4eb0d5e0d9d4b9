import { type Command, fixture } from "./fixtures.js";
import type { HostMessages } from "./host.js";
import { requireTool } from "./requirements.js";
import { type Started, type StartOptions, start } from "./start.js";
import { until } from "./wait.js";

export const hasPython = requireTool("python3");

/** A real pseudoterminal, 24 rows by 80 columns, and the program that leads the session on it. */
export interface Terminal extends Started<HostMessages> {
  /** As Ctrl-Z, say, is typed: "\x1a". */
  type(text: string): void;
  resize(rows: number, columns: number): void;
  /** As a window is closed, or the connection of a terminal is lost: the kernel hangs up. */
  close(): Promise<void>;
  /** Waits for this on the screen, after what was waited for before. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
}

export function startInTerminal({ command, args }: Command, options: StartOptions = {}): Terminal {
  // Not python3 of the PATH, which may be somebody's shim.
  const terminal = start<HostMessages>(
    "/usr/bin/python3",
    [fixture("terminal.py"), command, ...args],
    options,
  );
  let seen = 0;
  return Object.assign(terminal, {
    type: (text: string) => terminal.send({ write: text }),
    resize: (rows: number, columns: number) => terminal.send({ resize: [rows, columns] }),
    async close() {
      terminal.send({ close: true });
      await terminal.message((each) => each.type === "closed" && !("index" in each));
    },
    async shows(pattern: RegExp) {
      const found = await until(`${pattern} on the terminal`, () =>
        pattern.exec(terminal.output.slice(seen)),
      ).catch((error: Error) => {
        const { output, stderr } = terminal;
        throw new Error(`${error.message}; it shows:\n${JSON.stringify(output)}\n${stderr}`);
      });
      seen += found.index + found[0].length;
      return found;
    },
  });
}
