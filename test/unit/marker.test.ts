import { describe, expect, it } from "vitest";
import { formatMarker, isCookie, type Marker, parseMarker } from "../../packages/protocol/src/marker.ts";
import { seeded } from "./random.js";

const HEX = "0123456789abcdef";
const token = HEX.repeat(2);
const boot = "0b5bd3a7-5f2e-4c1d-9a8b-0123456789ab";
const marker: Marker = { fd: 3, token, parent: 4711, start: "987654", boot };
const good = `v=1;fd=3;token=${token};parent=4711;start=987654;boot=${boot}`;

describe("LIFELINE", () => {
  it("is what the contract says, to the letter", () => {
    expect(formatMarker(marker)).toBe(good);
    expect(formatMarker({ ...marker, start: undefined, boot: undefined })).toBe(
      `v=1;fd=3;token=${token};parent=4711;start=-;boot=-`,
    );
    expect(parseMarker(good)).toEqual(marker);
  });

  it("comes back as it went, whatever it was", () => {
    const random = seeded(1);
    for (let round = 0; round < 2_000; round++) {
      const any: Marker = {
        fd: random.pick([0, 3, 4, 15, 255, 3 + random.integer(1_000)]),
        token: random.text(32, HEX),
        parent: random.pick([1, 2, 2 ** 22, 999_999_999, 1 + random.integer(2 ** 22)]),
        start: random.pick([undefined, "0", random.text(1 + random.integer(20), "0123456789")]),
        boot: random.pick([undefined, boot]),
      };
      expect(parseMarker(formatMarker(any))).toEqual(any);
    }
  });

  it("may have keys of a later version behind it", () => {
    expect(parseMarker(`${good};colour=red`)).toEqual(marker);
    expect(parseMarker(`${good};colour=red;size=`)).toEqual(marker);
    expect(parseMarker(`${good};fdx=4;xfd=4`)).toEqual(marker);
    expect(parseMarker(`${good};a=${"x".repeat(509 - good.length)}`)).toEqual(marker);
  });

  const malformed = {
    empty: "",
    nonsense: "nonsense",
    "another version": good.replace("v=1", "v=2"),
    "no version": good.replace("v=1;", ""),
    "a version like ours": good.replace("v=1", "v=01"),
    "a space before": ` ${good}`,
    "a space behind": `${good} `,
    "a line end behind": `${good}\n`,
    "a NUL in it": good.replace(";start", "\0;start"),
    "a semicolon too many": good.replace(";start", ";;start"),
    "a semicolon at the end": `${good};`,
    commas: good.replaceAll(";", ","),
    quotes: good.replace("fd=3", 'fd="3"'),
    capitals: good.toUpperCase(),
    "no fd": good.replace("fd=3;", ""),
    "fd empty": good.replace("fd=3", "fd="),
    "fd negative": good.replace("fd=3", "fd=-3"),
    "fd a fraction": good.replace("fd=3", "fd=3.5"),
    "fd signed": good.replace("fd=3", "fd=+3"),
    "fd in hex": good.replace("fd=3", "fd=0x3"),
    "fd with zeros": good.replace("fd=3", "fd=03"),
    "fd as power": good.replace("fd=3", "fd=3e0"),
    "fd absurd": good.replace("fd=3", "fd=99999999999"),
    "fd of stdout": good.replace("fd=3", "fd=1"),
    "fd of stderr": good.replace("fd=3", "fd=2"),
    "fd in other digits": good.replace("fd=3", "fd=٣"),
    "token short": good.replace(token, token.slice(1)),
    "token long": good.replace(token, `${token}0`),
    "token in capitals": good.replace(token, token.toUpperCase()),
    "token not hex": good.replace(token, token.replace("a", "g")),
    "token with dashes": good.replace(token, boot),
    "no token": good.replace(`token=${token};`, ""),
    "parent 0": good.replace("4711", "0"),
    "parent negative": good.replace("4711", "-4711"),
    "parent too big for a pid": good.replace("4711", "1000000000"),
    "parent absurd": good.replace("4711", "9".repeat(30)),
    "parent a word": good.replace("4711", "init"),
    "no parent": good.replace("parent=4711;", ""),
    "start empty": good.replace("987654", ""),
    "start negative": good.replace("987654", "-1"),
    "start a word": good.replace("987654", "now"),
    "start absurd": good.replace("987654", "9".repeat(21)),
    "no start": good.replace("start=987654;", ""),
    "boot empty": good.replace(boot, ""),
    "boot short": good.replace(boot, boot.slice(1)),
    "boot in capitals": good.replace(boot, boot.toUpperCase()),
    "no boot": good.replace(`;boot=${boot}`, ""),
    "very long": `${good};a=${"x".repeat(100_000)}`,
    "longer than 512": `${good};a=${"x".repeat(510 - good.length)}`,
    "fd twice": `${good};fd=4`,
    "fd twice, behind a later key": `${good};colour=red;fd=4`,
    "token twice": `${good};token=${token}`,
    "parent twice": `${good};parent=4711`,
    "boot twice": `${good};boot=-`,
    "version twice": `${good};v=1`,
  };
  it.each(Object.entries(malformed))("is no marker: %s", (_, text) => {
    expect(parseMarker(text)).toBeUndefined();
  });

  it("is no marker when a byte of it is lost, or is another one", () => {
    for (let index = 0; index < good.length; index++) {
      const without = good.slice(0, index) + good.slice(index + 1);
      // A digit less, of the parent's pid or its start time, is still a number.
      const isNumber = /\d/.test(good[index] ?? "") && /parent=\d*$|start=\d*$/.test(good.slice(0, index));
      if (!isNumber) expect(parseMarker(without), without).toBeUndefined();
      for (const byte of ["\0", " ", "\n", "=", ";", "é", "A"]) {
        const other = good.slice(0, index) + byte + good.slice(index + 1);
        if (byte !== good[index]) expect(parseMarker(other), other).toBeUndefined();
      }
    }
  });

  it("never throws, and never takes long", () => {
    const random = seeded(2);
    const parts = [
      good,
      "v=1;",
      "fd=",
      "token=",
      token,
      ";",
      "=",
      "-",
      "parent=1",
      "start=",
      "\n",
      "٣",
      "9".repeat(99),
    ];
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + random.integer(8) }, () => random.pick(parts)).join("");
      const parsed = parseMarker(text);
      if (parsed !== undefined) expect(text.startsWith(formatMarker(parsed))).toBe(true);
    }
  });
});

describe("LIFELINE_TREE", () => {
  it.each(["", `/${token}`, `/${token}/${"f".repeat(32)}`, `/${token}`.repeat(248)])(
    "is a cookie: %s",
    (text) => {
      expect(isCookie(text)).toBe(true);
    },
  );

  const others = [
    token,
    "/",
    "//",
    `/${token}/`,
    `/${token}//${token}`,
    `/${token.slice(1)}`,
    `/${token}0`,
    `/${token.toUpperCase()}`,
    ` /${token}`,
    `/${token}\n`,
    `/${token}\n/${token}`,
    `/${boot}`,
    `/${token}`.repeat(249),
    "x".repeat(1_000_000),
  ];
  it.each(others.map((text) => [text.slice(0, 80), text]))("is no cookie: %j", (_, text) => {
    expect(isCookie(text)).toBe(false);
  });
});
