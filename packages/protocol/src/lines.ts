export type Fields = Readonly<Record<string, string | number>>;

/** `VERB key=value …` and the LF that ends it. */
export function formatLine(verb: string, fields: Fields = {}): string {
  return `${[verb, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ")}\n`;
}

/** A line taken apart: its verb, the text behind it, and that text read as fields. */
export interface ParsedLine {
  readonly verb: string;
  readonly text: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Undefined when it is no line of this protocol. */
export function parseLine(line: string): ParsedLine | undefined {
  const [, verb, text = ""] = /^([A-Z][A-Z0-9_]*)(?: (.*))?$/s.exec(line) ?? [];
  if (verb === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const field of text.split(" ")) {
    const equals = field.indexOf("=");
    if (equals > 0) fields.set(field.slice(0, equals), field.slice(equals + 1));
  }
  return { verb, text, fields };
}

/** Human text as the rest of one line: whatever could end or disturb the line becomes a space. */
export function toOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ");
}

const MAX_LINE_BYTES = 512;

/**
 * Cuts a byte stream into lines, holding at most one line. Bytes come as a "binary" string, one character
 * per byte, so that lengths are exact and no character is split; `onTooLong` is told once for each long line.
 */
export class LineReader {
  #partial = "";
  #skipping = false;
  #stopped = false;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;

  constructor(onLine: (line: string) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(bytes: string): void {
    let from = 0;
    while (!this.#stopped && from < bytes.length) {
      const end = bytes.indexOf("\n", from);
      const piece = end < 0 ? bytes.slice(from) : bytes.slice(from, end);
      from = end < 0 ? bytes.length : end + 1;
      this.#take(piece, end >= 0);
    }
  }

  /** Nothing is delivered any more, not even what the present `push` still holds. */
  stop(): void {
    this.#stopped = true;
    this.#partial = "";
  }

  #take(piece: string, complete: boolean): void {
    const skipped = this.#skipping;
    const line = this.#partial + piece;
    const tooLong = !skipped && line.length > MAX_LINE_BYTES;
    this.#skipping = (skipped || tooLong) && !complete;
    this.#partial = complete || skipped || tooLong ? "" : line;
    if (tooLong) this.#onTooLong();
    else if (complete && !skipped) this.#onLine(line);
  }
}
