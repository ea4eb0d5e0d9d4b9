import { describe, expect, it } from "vitest";
import {
  createLineReader,
  fieldOf,
  formatLine,
  toOneLine,
  verbOf,
} from "../../packages/protocol/src/lines.ts";
import { seeded } from "./random.js";

const TOO_LONG = "(too long)";

/** What a reader makes of these pieces; each line, and a mark for each that was too long. */
function read(pieces: string[]): string[] {
  const lines: string[] = [];
  const push = createLineReader(
    (line) => lines.push(line),
    () => lines.push(TOO_LONG),
  );
  for (const piece of pieces) push(piece);
  return lines;
}

/** What it should make of them: the specification in one line. */
function expected(text: string): string[] {
  const lines = text.split("\n").map((line) => (line.length > 512 ? TOO_LONG : line));
  // What has no line end yet is only told when it cannot become a line any more.
  if (lines.at(-1) !== TOO_LONG) lines.pop();
  return lines;
}

describe("a line", () => {
  it("is a verb and its fields", () => {
    expect(formatLine("HELLO", { v: 1, token: "abc", beat: 0 })).toBe("HELLO v=1 token=abc beat=0\n");
    expect(formatLine("RELEASE")).toBe("RELEASE\n");
  });

  it("comes back as it went, whatever it was", () => {
    const random = seeded(3);
    for (let round = 0; round < 2_000; round++) {
      const verb = random.pick(["A", "BEAT", "STOP", "X_9"]) + random.text(random.integer(4), "ABCZ_0189");
      const entries = Array.from({ length: random.integer(5) }, (_, index) => [
        `${random.text(1 + random.integer(5), "abcxyz")}${index}`,
        random.pick([random.integer(2 ** 31), random.text(random.integer(9), "abc=-/;:é0")]),
      ]);
      const fields = Object.fromEntries(entries);
      const line = formatLine(verb, fields).slice(0, -1);
      expect(verbOf(line)).toBe(verb);
      for (const [key, value] of entries) expect(fieldOf(line, `${key}`)).toBe(`${value}`);
    }
  });

  it("is taken apart at the first space, and a field at its first equals sign", () => {
    const line = "STATUS  two spaces a=b c=d=e =f g= h";
    expect(verbOf(line)).toBe("STATUS");
    const fields = ["a", "c", "g", "b", "f", "h"].map((key) => fieldOf(line, key));
    expect(fields).toEqual(["b", "d=e", "", undefined, undefined, undefined]);
  });

  it("that says a thing twice has the last word", () => {
    expect(fieldOf("STOP grace=1 grace=2", "grace")).toBe("2");
  });

  it("may hold anything behind its verb", () => {
    expect(verbOf("STATUS a\tb\0c\r")).toBe("STATUS");
    expect(fieldOf("STATUS a\tb\0c\r d=\r\t\0", "d")).toBe("\r\t\0");
    expect(verbOf("BEAT")).toBe("BEAT");
    expect(verbOf("BEAT ")).toBe("BEAT");
    expect(fieldOf("X __proto__=1 constructor=2", "__proto__")).toBe("1");
  });

  const none = [
    "",
    " ",
    " BEAT",
    "beat seq=1",
    "Beat",
    "BEAT\tseq=1",
    "BEAT\r",
    "1BEAT",
    "_BEAT",
    "BEAT=1",
    "{}",
    "\0",
    "BÉAT",
    "BEAT\0",
    "BEAT, seq=1",
    "-",
    "\u{1F600}",
  ];
  it.each(none)("is none of the protocol's: %j", (line) => {
    expect(verbOf(line)).toBeUndefined();
  });
});

describe("a line reader", () => {
  const streams = {
    "ordinary lines": "HELLO v=1\nBEAT seq=1\nBEAT seq=2\n",
    "empty lines": "\n\n\n",
    "a last line without its end": "BEAT seq=1\nBEA",
    "a line of 512 bytes": `${"x".repeat(512)}\nBEAT\n`,
    "a line of 513 bytes": `${"x".repeat(513)}\nBEAT\n`,
    "two long ones and a good one": `${"x".repeat(600)}\n${"y".repeat(1_200)}\nBEAT\n`,
    "a long one that never ends": `BEAT\n${"x".repeat(700)}`,
    "every byte there is": `${String.fromCharCode(...Array(256).keys())}\n`,
  };

  it.each(Object.entries(streams))("gives the same lines wherever it is cut in two: %s", (_, text) => {
    for (let cut = 0; cut <= text.length; cut++) {
      expect(read([text.slice(0, cut), text.slice(cut)]), `cut at ${cut}`).toEqual(expected(text));
    }
  });

  it.each(Object.entries(streams))(
    "gives the same lines in pieces of one, two, three bytes: %s",
    (_, text) => {
      for (const size of [1, 2, 3, 511, 512, 513]) {
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
        expect(read(pieces), `pieces of ${size}`).toEqual(expected(text));
      }
    },
  );

  it("gives the same lines however it is cut, whatever they are", () => {
    const random = seeded(4);
    for (let round = 0; round < 300; round++) {
      const lengths = Array.from({ length: random.integer(8) }, () =>
        random.pick([0, 1, random.integer(40), 510 + random.integer(5), random.integer(2_000)]),
      );
      const text = lengths.map((length) => random.text(length, "ab \r\0\xff")).join("\n");
      const pieces: string[] = [];
      for (let from = 0; from < text.length; from += pieces.at(-1)?.length ?? 0) {
        pieces.push(text.slice(from, from + 1 + random.integer(random.pick([2, 50, 1_500]))));
      }
      expect(read(pieces)).toEqual(expected(text));
    }
  });

  it("tells once of a line that is too long, as soon as it is", () => {
    const lines: string[] = [];
    const push = createLineReader(
      (line) => lines.push(line),
      () => lines.push(TOO_LONG),
    );
    push("x".repeat(512));
    expect(lines).toEqual([]);
    for (let time = 0; time < 1_000; time++) push("x".repeat(1_000));
    expect(lines).toEqual([TOO_LONG]);
    push("x\nBEAT\n");
    expect(lines).toEqual([TOO_LONG, "BEAT"]);
  });

  it("takes pieces of nothing", () => {
    const lines: string[] = [];
    const push = createLineReader(
      (line) => lines.push(line),
      () => lines.push(TOO_LONG),
    );
    for (const piece of ["", "A", "", "\n"]) push(piece);
    expect(lines).toEqual(["A"]);
  });
});

describe("text as one line", () => {
  it("has nothing left that could end or disturb a line", () => {
    const all = String.fromCharCode(...Array(0x3000).keys());
    const line = toOneLine(all);
    expect(line).toHaveLength(all.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  it.each(["plain", "naïve café", "日本語", "\u{1F600} smile", "a=b; c", ""])(
    "is left as it is: %s",
    (text) => {
      expect(toOneLine(text)).toBe(text);
    },
  );

  it("keeps no colours and no cursor movements", () => {
    expect(toOneLine("\u001b[31mred\u001b[0m\r\nnext\tone")).toBe(" [31mred [0m  next one");
  });
});
