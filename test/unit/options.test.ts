import { describe, expect, it } from "vitest";
import { LifelineError } from "../../packages/protocol/src/errors.ts";
import { invalidArgType, invalidArgValue, outOfRange } from "../../packages/system/src/argument-error.ts";
import {
  boolean,
  type Check,
  callback,
  integer,
  milliseconds,
  type OptionTable,
  oneOf,
  resolveOptions,
} from "../../packages/system/src/options.ts";

interface Options {
  time: number;
  mode: string;
  hook: (() => void) | undefined;
}

const table: OptionTable<Options> = {
  time: [5, milliseconds],
  mode: ["a", oneOf("a", "b")],
  hook: [undefined, callback],
};
const defaults: Options = { time: 5, mode: "a", hook: undefined };
const resolve = (given?: unknown) => resolveOptions("options", given, table);

function caught(call: () => unknown): NodeJS.ErrnoException {
  try {
    call();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error("It threw nothing");
}

describe("options are checked and copied once, at the door", () => {
  it.each([undefined, {}, Object.create(null), { time: undefined, mode: undefined }])(
    "defaults: %o",
    (given) => {
      expect(resolve(given)).toEqual(defaults);
    },
  );

  it("are complete and ours", () => {
    const given = { time: 7 };
    const resolved = resolve(given);
    expect(resolved).toEqual({ time: 7, mode: "a", hook: undefined });
    given.time = 8;
    expect(resolved.time).toBe(7);
    expect(resolve().time).toBe(5);
  });

  it("are read once each: what is checked is what is used", () => {
    let reads = 0;
    const given = {
      get time() {
        return reads++ === 0 ? 7 : -1;
      },
    };
    expect(resolve(given).time).toBe(7);
    expect(reads).toBe(1);
  });

  it("may come from a class, or a prototype", () => {
    expect(resolve(Object.create({ time: 9 })).time).toBe(9);
    expect(
      resolve(
        new (class {
          time = 9;
        })(),
      ).time,
    ).toBe(9);
  });

  it("that do not exist are refused by name, with those that do", () => {
    const error = caught(() => resolve({ tiem: 1 }));
    expect(error).toMatchObject({ code: "ERR_INVALID_ARG_VALUE" });
    expect(error.message).toBe(`"options.tiem" must be one of: time, mode, hook. Received 'tiem'`);
  });

  it("that do not exist are refused also where they are undefined, or named as what every object has", () => {
    expect(caught(() => resolve({ tiem: undefined })).code).toBe("ERR_INVALID_ARG_VALUE");
    expect(caught(() => resolve(JSON.parse('{"__proto__": 1}'))).code).toBe("ERR_INVALID_ARG_VALUE");
    expect(caught(() => resolve({ toString: 1 })).code).toBe("ERR_INVALID_ARG_VALUE");
  });

  it.each([null, 0, "", "time", true, [], () => {}, Symbol("s"), 1n])(
    "are an object, and not %o",
    (given) => {
      expect(caught(() => resolve(given))).toMatchObject({ code: "ERR_INVALID_ARG_TYPE", name: "TypeError" });
    },
  );
});

describe("checks", () => {
  const cases: [string, Check, good: unknown[], bad: [unknown, string][]][] = [
    [
      "milliseconds",
      milliseconds,
      [0, 1, -0, 2_000, 2 ** 31 - 1],
      [
        ...[-1, 2 ** 31, 1e12, 0.5, NaN, Infinity, -Infinity].map((value): [unknown, string] => [
          value,
          "ERR_OUT_OF_RANGE",
        ]),
        ...["1", null, undefined, true, {}, [1], 1n, new Number(1)].map((value): [unknown, string] => [
          value,
          "ERR_INVALID_ARG_TYPE",
        ]),
      ],
    ],
    [
      "integer(-2, 2)",
      integer(-2, 2),
      [-2, 0, 2],
      [
        [-3, "ERR_OUT_OF_RANGE"],
        [3, "ERR_OUT_OF_RANGE"],
        ["0", "ERR_INVALID_ARG_TYPE"],
      ],
    ],
    [
      "oneOf",
      oneOf("a", "b"),
      ["a", "b"],
      [
        ["c", "ERR_INVALID_ARG_VALUE"],
        ["", "ERR_INVALID_ARG_VALUE"],
        [["a"], "ERR_INVALID_ARG_TYPE"],
        [null, "ERR_INVALID_ARG_TYPE"],
      ],
    ],
    [
      "boolean",
      boolean,
      [true, false],
      [
        [0, "ERR_INVALID_ARG_TYPE"],
        ["true", "ERR_INVALID_ARG_TYPE"],
        [null, "ERR_INVALID_ARG_TYPE"],
      ],
    ],
    [
      "callback",
      callback,
      [() => {}, async () => {}, class {}],
      [
        [{}, "ERR_INVALID_ARG_TYPE"],
        [null, "ERR_INVALID_ARG_TYPE"],
        [Promise.resolve(), "ERR_INVALID_ARG_TYPE"],
      ],
    ],
  ];

  it.each(cases)("%s", (_, check, good, bad) => {
    for (const value of good) expect(() => check("options.x", value)).not.toThrow();
    for (const [value, code] of bad) {
      const error = caught(() => check("options.x", value));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/^"options\.x" must be .+\. Received .+$/s);
    }
  });
});

describe("what an error says", () => {
  const received: [unknown, string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [1.5, "1.5"],
    [Number.NaN, "NaN"],
    ["text", "'text'"],
    ["1", "'1'"],
    [true, "true"],
    [1n, "1n"],
    [Symbol("s"), "Symbol(s)"],
    [[], "[]"],
    [[1], "[Array]"],
    [{ secret: 1 }, "[Object]"],
    [Object.create(null), "[Object: null prototype] {}"],
    [new Map([[1, 2]]), "[Map]"],
    [function named() {}, "[Function: named]"],
    [() => {}, "[Function (anonymous)]"],
  ];
  it.each(received)("received %o", (value, text) => {
    expect(invalidArgType("options.x", "of type none", value).message).toBe(
      `"options.x" must be of type none. Received ${text}`,
    );
  });

  it("is short, however long the value", () => {
    expect(invalidArgValue("x", "short", "y".repeat(1e6)).message.length).toBeLessThan(150);
  });

  it("has Node's classes and codes", () => {
    expect(invalidArgType("x", "y", 1)).toBeInstanceOf(TypeError);
    expect(invalidArgType("x", "y", 1)).toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
    expect(invalidArgValue("x", "y", 1)).toBeInstanceOf(TypeError);
    expect(invalidArgValue("x", "y", 1)).toMatchObject({ code: "ERR_INVALID_ARG_VALUE" });
    expect(outOfRange("x", "y", 1)).toBeInstanceOf(RangeError);
    expect(outOfRange("x", "y", 1)).toMatchObject({ code: "ERR_OUT_OF_RANGE" });
  });

  it("of ours has a code, keeps its cause, and its name is no property of its own", () => {
    const cause = new Error("because");
    const error = new LifelineError("ERR_LIFELINE_PROTOCOL", "it went wrong", { cause });
    expect(error).toMatchObject({ code: "ERR_LIFELINE_PROTOCOL", cause, name: "LifelineError" });
    expect(`${error}`).toBe("LifelineError: it went wrong");
    expect(Object.keys(error)).toEqual(["code"]);
    expect(new LifelineError("ERR_LIFELINE_PROTOCOL", "x")).not.toHaveProperty("cause");
  });
});
