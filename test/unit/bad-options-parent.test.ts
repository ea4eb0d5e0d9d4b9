import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { createLifeline, type LifelineOptions, releasedEnv, spawnWithLifeline } from "lifeline-parent";
import { afterAll, describe, expect, it } from "vitest";
import { identify, registerForKilling } from "../support/index.js";
import {
  type BadOption,
  badBoolean,
  badChoice,
  badIntegers,
  badMilliseconds,
  badSignal,
  byOption,
  expectToThrow,
  noObjects,
  unknownOptions,
} from "./bad-options.js";

const badLifeline: BadOption[] = [
  ...badChoice("channel", ["fd", "stdin"]),
  ...badMilliseconds("heartbeatInterval"),
  ...badMilliseconds("gracePeriod"),
  ...badSignal("stopSignal"),
  ...badBoolean("tree"),
  ...badBoolean("guard"),
  ...unknownOptions("graceperiod", "probeInterval", "killSignal", "signal", "detached", "onShutdown"),
];

const badStop: BadOption[] = [
  ...badMilliseconds("gracePeriod"),
  ...badSignal("signal"),
  ...unknownOptions("stopSignal", "grace", "force", "tree"),
];

/** Anything that this would start would run for longer than the tests. */
const command = ["sleep", ["1000"]] as const;

describe("a bad option of createLifeline throws at once", () => {
  it.each(byOption(badLifeline))("options.%s", (option, values) => {
    for (const [, value, code] of values) {
      expectToThrow(
        () => createLifeline({ [option]: value } as LifelineOptions),
        `options.${option}`,
        code,
        value,
      );
    }
  });

  it("what is no object of options", () => {
    for (const value of noObjects) {
      expectToThrow(() => createLifeline(value as LifelineOptions), "options", "ERR_INVALID_ARG_TYPE", value);
    }
  });
});

describe("a bad option of spawnWithLifeline throws at once, and nothing is spawned", () => {
  function expectSpawnToThrow(options: unknown, name: string, code: BadOption[2], value: unknown) {
    expectToThrow(() => spawnWithLifeline(...command, options as object), name, code, value);
    // Without arguments the options come second.
    expectToThrow(() => spawnWithLifeline("sleep", options as object), name, code, value);
  }

  it.each(byOption(badLifeline))("options.lifeline.%s", (option, values) => {
    for (const [, value, code] of values) {
      expectSpawnToThrow({ lifeline: { [option]: value } }, `options.lifeline.${option}`, code, value);
    }
  });

  it("options.lifeline that is no object", () => {
    for (const lifeline of noObjects) {
      expectSpawnToThrow({ lifeline }, "options.lifeline", "ERR_INVALID_ARG_TYPE", lifeline);
    }
  });

  it("options that are no object, as spawn refuses them", () => {
    for (const value of noObjects) {
      const options = value as object;
      expect(() => spawn(...command, options), "spawn").toThrow(
        /ERR_INVALID_ARG_TYPE|must be of type object/,
      );
      expectToThrow(() => spawnWithLifeline(...command, options), "options", "ERR_INVALID_ARG_TYPE", value);
    }
  });

  const badSpawn: BadOption[] = [
    // Numbers, null and small letters are fine with spawn.
    ...badSignal("killSignal")
      .filter(([, value]) => value !== 15 && value !== null && value !== "sigterm")
      .map(([name, value, code]): BadOption => {
        const isUnknown = typeof value === "string" || typeof value === "number";
        return [name, value, isUnknown ? "ERR_UNKNOWN_SIGNAL" : code];
      }),
    ["killSignal", 0, "ERR_UNKNOWN_SIGNAL"],
    ["killSignal", 1e12, "ERR_UNKNOWN_SIGNAL"],
    // Whatever is no unsigned integer is out of range there.
    ...badIntegers("timeout", [-1])
      .filter(([, value]) => value !== null)
      .map(([name, value]): BadOption => [name, value, "ERR_OUT_OF_RANGE"]),
    ...[null, 1, "signal", true, {}, []].map((value): BadOption => ["signal", value, "ERR_INVALID_ARG_TYPE"]),
    ["stdio", 1, "ERR_INVALID_ARG_VALUE"],
    ["stdio", {}, "ERR_INVALID_ARG_VALUE"],
    ["stdio", true, "ERR_INVALID_ARG_VALUE"],
  ];
  it.each(byOption(badSpawn))("options.%s", (option, values) => {
    for (const [, value, code] of values)
      expectSpawnToThrow({ [option]: value }, `options.${option}`, code, value);
  });

  it("killSignal and stopSignal both", () => {
    const options = { killSignal: "SIGINT", lifeline: { stopSignal: "SIGTERM" } };
    expectSpawnToThrow(options, "options.killSignal", "ERR_INVALID_ARG_VALUE", "both");
  });

  it("a stdio without room for a lifeline", () => {
    const full = { stdio: Array.from({ length: 16 }, () => "ignore") };
    expectSpawnToThrow(full, "options.stdio.length", "ERR_OUT_OF_RANGE", 16);
    for (const entry of ["ignore", "inherit", 0, process.stdin, "overlapped"]) {
      const taken = { stdio: [entry, "ignore", "ignore"], lifeline: { channel: "stdin" } };
      expectSpawnToThrow(taken, "options.stdio[0]", "ERR_INVALID_ARG_VALUE", entry);
    }
  });

  it.each([
    ["command", [""]],
    ["command", [null]],
    ["cwd", ["true", [], { cwd: 1 }]],
    ["shell", ["true", [], { shell: 1 }]],
    ["detached", ["true", [], { detached: "yes" }]],
  ] as const)("what spawn itself refuses, in its words: %s", (_, given) => {
    const calls = [spawn, spawnWithLifeline] as ((...given: unknown[]) => unknown)[];
    const [theirs, ours] = calls.map((call) => errorOf(() => call(...given)));
    expect(theirs?.code).toMatch(/^ERR_/);
    expect(ours).toMatchObject({ code: theirs?.code, message: theirs?.message });
  });
});

describe("spawnOptions() and attach()", () => {
  it("spawnOptions: what is no base, and no how", () => {
    for (const value of noObjects) {
      const wrong = value as object;
      expectToThrow(() => createLifeline().spawnOptions(wrong), "base", "ERR_INVALID_ARG_TYPE", value);
      expectToThrow(() => createLifeline().spawnOptions({}, wrong), "how", "ERR_INVALID_ARG_TYPE", value);
    }
  });

  it.each(byOption([...badChoice("for", ["spawn", "fork", "execa"]), ...unknownOptions("with", "stdio")]))(
    "spawnOptions: how.%s",
    (option, values) => {
      for (const [, value, code] of values) {
        const pending = createLifeline();
        expectToThrow(
          () => pending.spawnOptions({}, { [option]: value } as object),
          `how.${option}`,
          code,
          value,
        );
        // Nor is the lifeline used up.
        expect(pending.spawnOptions({})).toHaveProperty("stdio");
      }
    },
  );

  it("attach: what is no child, and a child of other options", () => {
    const pending = createLifeline();
    pending.spawnOptions();
    for (const value of [
      undefined,
      null,
      1,
      "child",
      {},
      [],
      new EventEmitter(),
      { pid: 1, stdio: [] },
      process,
    ]) {
      expectToThrow(() => pending.attach(value as ChildProcess), "child", "ERR_INVALID_ARG_TYPE", value);
    }
    const child = spawn(...command, { stdio: "ignore" });
    registerForKilling(identify(child.pid as number));
    expectToThrow(() => pending.attach(child), "child", "ERR_INVALID_ARG_VALUE", child.pid);
    expectToThrow(() => createLifeline().attach(child), "child", "ERR_INVALID_ARG_VALUE", child.pid);
  });

  it("a second time: ERR_LIFELINE_ALREADY_BOUND", async () => {
    const pending = createLifeline();
    const child = spawn(...command, pending.spawnOptions<SpawnOptions>({ stdio: "ignore" }));
    registerForKilling(identify(child.pid as number));
    const lifeline = pending.attach(child);
    for (const again of [() => pending.attach(child), () => pending.spawnOptions()]) {
      expect(errorOf(again)).toMatchObject({ code: "ERR_LIFELINE_ALREADY_BOUND", name: "LifelineError" });
    }
    await lifeline.stop();
  });
});

describe("a bad option of stop() throws at once, and the child is left alone", () => {
  const child = spawnWithLifeline(...command, { stdio: "ignore" });
  registerForKilling(identify(child.pid as number));
  afterAll(() => child.lifeline.stop());

  it.each(byOption(badStop))("options.%s", (option, values) => {
    for (const [, value, code] of values) {
      expectToThrow(() => child.lifeline.stop({ [option]: value }), `options.${option}`, code, value);
    }
    expect(child.lifeline.state).toBe("open");
  });

  it("what is no object of options", () => {
    for (const value of noObjects) {
      expectToThrow(() => child.lifeline.stop(value as object), "options", "ERR_INVALID_ARG_TYPE", value);
    }
    expect(child.lifeline.state).toBe("open");
    expect(child.killed || child.exitCode || child.signalCode).toBeFalsy();
  });
});

describe("a good option", () => {
  const good: LifelineOptions[] = [
    {},
    { channel: "fd" },
    { channel: "stdin" },
    ...[0, 1, 2 ** 31 - 1].flatMap((time) => [{ heartbeatInterval: time }, { gracePeriod: time }]),
    { stopSignal: "SIGKILL" },
    { tree: false, guard: false },
    { gracePeriod: undefined, stopSignal: undefined },
  ];

  it("spawns, whatever it is", async () => {
    for (const lifeline of good) {
      const child = spawnWithLifeline("true", [], { lifeline });
      expect(child.pid).toBeGreaterThan(1);
      await new Promise((resolve) => child.on("close", resolve));
    }
  });

  it("of spawn is taken as spawn takes it", async () => {
    const theirs = [
      ...[undefined, null, 15, "SIGINT", "sigint"].map((killSignal) => ({ killSignal })),
      ...[undefined, null, 0, 60_000].map((timeout) => ({ timeout })),
      ...[undefined, null, "pipe", "ignore", [], ["ignore", null, undefined]].map((stdio) => ({ stdio })),
      { env: undefined },
      { env: null },
      { cwd: null, shell: null, detached: null, signal: undefined },
    ] as SpawnOptions[];
    const refused = (call: typeof spawn) =>
      theirs.filter((options) => errorOf(() => call("true", [], options)) !== undefined);
    expect(refused(spawn)).toEqual([]);
    expect(refused(spawnWithLifeline as typeof spawn)).toEqual([]);
  });

  it("is not changed, and neither is the environment", () => {
    const options = Object.freeze({
      stdio: Object.freeze(["ignore", "ignore", "ignore"]),
      env: Object.freeze({}),
    });
    const given = createLifeline(Object.freeze({ gracePeriod: 1 })).spawnOptions(options);
    expect(Object.keys(given.env).sort()).toEqual(["LIFELINE", "LIFELINE_TREE"]);
    expect(releasedEnv(given.env)).toEqual({});
  });
});

function errorOf(call: () => unknown): NodeJS.ErrnoException | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
