import { type Command, fixture } from "./fixtures.js";
import type { HostMessages } from "./host.js";
import { requireTool } from "./requirements.js";
import { type Started, type StartOptions, start } from "./start.js";

export const hasPython = requireTool("python3");

/** A real pseudoterminal, and the program that leads the session on it. */
export interface Terminal extends Started<HostMessages> {
  /** As Ctrl-Z, say, is typed: "\x1a". */
  type(text: string): void;
  /** As a window is closed: the kernel hangs up. */
  close(): Promise<void>;
}

export function startInTerminal({ command, args }: Command, options: StartOptions = {}): Terminal {
  // Not python3 of the PATH, which may be somebody's shim.
  const terminal = start<HostMessages>(
    "/usr/bin/python3",
    [fixture("terminal.py"), command, ...args],
    options,
  );
  return Object.assign(terminal, {
    type: (text: string) => void terminal.process.stdin?.write(text),
    async close() {
      terminal.send("close");
      await terminal.message((each) => each.type === "closed" && !("index" in each));
    },
  });
}
