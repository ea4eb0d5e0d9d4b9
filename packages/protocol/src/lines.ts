export type Fields = Readonly<Record<string, string | number>>;

/** `VERB key=value …` and the LF that ends it. */
export function formatLine(verb: string, fields: Fields = {}): string {
  return `${[verb, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ")}\n`;
}

/** A line taken apart: its verb, and the text behind it. */
export interface ParsedLine {
  readonly verb: string;
  readonly text: string;
}

/** Undefined when it is no line of this protocol. */
export function parseLine(line: string): ParsedLine | undefined {
  const [, verb, text = ""] = /^([A-Z][A-Z0-9_]*)(?: (.*))?$/s.exec(line) ?? [];
  return verb === undefined ? undefined : { verb, text };
}

/** The value of a field in the text of a line; of one that is said twice, the last. */
export function fieldOf(text: string, key: string): string | undefined {
  const start = `${key}=`;
  const field = text.split(" ").findLast((each) => each.startsWith(start));
  return field?.slice(start.length);
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
 *
 * @returns the function that takes the bytes
 */
export function createLineReader(
  onLine: (line: string) => void,
  onTooLong: () => void,
): (bytes: string) => void {
  let line = "";
  return (bytes) => {
    // The parentheses keep the line ends, as pieces of their own.
    for (const piece of bytes.split(/(\n)/)) {
      const before = line;
      const wasTooLong = before.length > MAX_LINE_BYTES;
      line = piece === "\n" ? "" : wasTooLong ? before : before + piece;
      if (piece === "\n" && !wasTooLong) onLine(before);
      if (!wasTooLong && line.length > MAX_LINE_BYTES) onTooLong();
    }
  };
}
