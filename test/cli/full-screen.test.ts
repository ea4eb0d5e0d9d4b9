import { describe } from "vitest";
import {
  commandLine,
  descendants,
  identify,
  itNeeds,
  type ProcessIdentity,
  readProcess,
  requireTool,
  until,
} from "../support/index.js";
import { hasPython, type Terminal } from "../support/terminal.js";
import { runWords } from "./lifeline.js";
import { isInForeground, startShell } from "./terminal.js";

const hasLess = requireTool("less");
const env = { TERM: "xterm", LESS: "", LINES: undefined, COLUMNS: undefined };

interface Pager {
  readonly shell: Terminal;
  readonly less: ProcessIdentity;
}

/** less shows a thousand numbers, from a pipe; its keys come from /dev/tty. */
async function openPager(plain: boolean): Promise<Pager> {
  const job = runWords({ command: "less", args: [] }, { plain });
  const shell = await startShell({ job }, { env });
  shell.type("seq 1000 | job\n");
  await shell.shows(/1\r\n2\r\n.*23\r\n:/s);
  const found = descendants(shell.pid).find(({ pid }) => commandLine(pid) === "less");
  return { shell, less: identify(found?.pid ?? 0) };
}

/** Until it blocks in its read, less only notes a signal, and acts on it at the next key. */
const waitForRead = (less: ProcessIdentity) =>
  until("less to wait for a key", () => readProcess(less.pid)?.state === "S");

// Without us, and with us: the same keys, and the same screens.
describe.each([{ plain: true }, { plain: false }])("a full-screen program, plain: $plain", ({ plain }) => {
  itNeeds(hasPython, hasLess)(
    "scrolls, follows the size of its window, is stopped, redrawn, and leaves",
    async () => {
      const { shell, less } = await openPager(plain);
      shell.type(" ");
      await shell.shows(/46\r\n.*:/s);
      await waitForRead(less);
      shell.resize(12, 60);
      await shell.shows(/24\r\n.*34\r\n.*:/s);
      await waitForRead(less);
      shell.type("\x1a");
      await shell.shows(/Stopped.*prompt> $/s);
      shell.type("fg\n");
      await shell.shows(/24\r\n.*34\r\n.*:/s);
      await until("it to have the terminal", () => isInForeground(less));
      shell.type("q");
      await shell.shows(/prompt> $/);
      shell.type('stty -a | grep -oE "rows [0-9]+; columns [0-9]+|[ -]icanon|[ -]echo "\n');
      await shell.shows(/rows 12; columns 60/);
      await shell.shows(/ icanon\r\n echo \r/);
    },
  );
});
