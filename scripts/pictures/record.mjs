import pty from "@lydell/node-pty";
import xterm from "@xterm/headless";

const size = { cols: 84, rows: 40 };

/**
 * Runs a command in a terminal.
 *
 * @returns its exit code, and what stands on the screen at its end: per line the pieces that are painted alike
 */
export async function record(cwd, command, args) {
  const screen = new xterm.Terminal({ ...size, allowProposedApi: true });
  const { NO_COLOR: _, ...env } = process.env;
  const program = pty.spawn(command, args, { ...size, cwd, env });
  let written = Promise.resolve();
  program.onData((text) => {
    written = new Promise((resolve) => screen.write(text, resolve));
  });
  const code = await new Promise((resolve) => program.onExit(({ exitCode }) => resolve(exitCode)));
  await written;
  const { active } = screen.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => pieces(active.getLine(row)));
  while (lines.at(-1)?.length === 0) lines.pop();
  return { code, lines };
}

function pieces(line) {
  const found = [];
  const length = line.translateToString(true).length;
  for (let column = 0; column < length; column++) {
    const cell = line.getCell(column);
    const paint = { colour: cell.isFgDefault() ? undefined : cell.getFgColor(), isBold: cell.isBold() !== 0 };
    const last = found.at(-1);
    const text = cell.getChars() || " ";
    if (last && last.colour === paint.colour && last.isBold === paint.isBold) last.text += text;
    else found.push({ ...paint, column, text });
  }
  return found;
}
