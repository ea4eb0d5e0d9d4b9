const { stdout, env } = process;
const isColoured = stdout.isTTY && !env.NO_COLOR;
const widths = [23, 29, 26];

export const green = (text) => paint(32, text);
export const red = (text) => paint(31, text);
export const bold = (text) => paint(1, text);

/** One row of three columns; colours do not count for the width. */
export function row(...cells) {
  print(
    cells
      .map((cell, index) => pad(cell, widths[index]))
      .join("")
      .trimEnd(),
  );
}

export function print(text = "") {
  stdout.write(`${text}\n`);
}

/** A line that the next one replaces: only where somebody watches. */
export function passing(text) {
  if (stdout.isTTY) stdout.write(`\r\u001b[K${text}`);
}

export function ms(value) {
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
}

function paint(code, text) {
  return isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function pad(text, width) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes that paint() wrote
  const seen = text.replace(/\u001b\[\d+m/g, "").length;
  return text + " ".repeat(Math.max(1, width - seen));
}
