import { isatty } from "node:tty";

type Name = "strong" | "quiet" | "good" | "bad" | "mark";

const CODES: Readonly<Record<Name, string>> = { strong: "1", quiet: "2", good: "32", bad: "31", mark: "36" };

/** How the terminal that stdout is wants it; what is not a terminal gets plain text of any width. */
export interface Style {
  readonly width: number;
  readonly isUnicode: boolean;
  paint(name: Name, text: string): string;
}

export function styleOfStdout(): Style {
  const { env } = process;
  const isTerminal = isatty(1);
  // https://no-color.org
  const hasColour = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  const asked = Number(env.COLUMNS) >= 1 ? Math.floor(Number(env.COLUMNS)) : Number.POSITIVE_INFINITY;
  return {
    width: isTerminal ? process.stdout.columns || 80 : asked,
    isUnicode: /utf-?8/i.test(locale),
    paint: (name, text) => (hasColour && text !== "" ? `\x1b[${CODES[name]}m${text}\x1b[0m` : text),
  };
}

/** A command line is anybody's text: it must not move the cursor, nor end the line. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu, " ");
}

const WIDE =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}/u;

/** In columns: most characters take one, some two, and combining ones none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  return width;
}

/** The text, cut to so many columns. */
export function fit(text: string, width: number, isUnicode: boolean): string {
  if (widthOf(text) <= width) return text;
  const dots = (isUnicode ? "…" : "..").slice(0, Math.max(0, width));
  let cut = "";
  let used = dots.length;
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    cut += character;
  }
  return cut + dots;
}
