export type Fields = Readonly<Record<string, string | number>>;

/** `VERB key=value …` and the LF that ends it. */
export function formatLine(verb: string, fields: Fields = {}): string {
  return `${[verb, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ")}\n`;
}

/** What a line begins with; undefined when it is no line of this protocol. */
export function verbOf(line: string): string | undefined {
  return /^[A-Z][A-Z0-9_]*(?= |$)/.exec(line)?.[0];
}

/** The value of a field; of one that is said twice, the last. */
export function fieldOf(line: string, key: string): string | undefined {
  return new RegExp(`.* ${key}=([^ ]*)`).exec(line)?.[1];
}

/** Human text as the rest of one line: whatever could end or disturb the line becomes a space. */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}

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
  const longest = 512;
  let line = "";
  return (bytes) => {
    for (const [index, piece] of bytes.split("\n").entries()) {
      const before = line;
      // What stands behind a line end begins a line, and completes the one before.
      if (index > 0) line = "";
      if (index > 0 && before.length <= longest) onLine(before);
      if (line.length > longest) continue;
      line += piece;
      if (line.length > longest) onTooLong();
    }
  };
}
