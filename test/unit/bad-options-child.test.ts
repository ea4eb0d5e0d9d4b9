import { type BindOptions, bindToParent } from "lifeline-child";
import { describe, expect, it } from "vitest";
import { nodeFixture, start } from "../support/index.js";
import {
  type BadOption,
  badBoolean,
  badChoice,
  badFunction,
  badIntegers,
  badMilliseconds,
  badSignal,
  byOption,
  expectToThrow,
  noObjects,
  unknownOptions,
} from "./bad-options.js";

const bad: BadOption[] = [
  ...badIntegers("channel", [-1, 1e12, 2 ** 31]).filter(([, value]) => typeof value !== "string"),
  ...["", "fd", "IPC", "3", "stdin "].map((value): BadOption => ["channel", value, "ERR_INVALID_ARG_VALUE"]),
  ["channel", 1, "ERR_INVALID_ARG_VALUE"],
  ["channel", 2, "ERR_INVALID_ARG_VALUE"],
  ...badIntegers("parentPid", [-1, 0, 1e12, 2 ** 31]),
  ["parentPid", process.pid, "ERR_INVALID_ARG_VALUE"],
  ...badMilliseconds("probeInterval"),
  ...badMilliseconds("gracePeriod"),
  ...badFunction("onShutdown"),
  ...["SIGTERM", 15, null, true, {}, new Set(["SIGTERM"]), { 0: "SIGTERM", length: 1 }].map(
    (value): BadOption => ["signals", value, "ERR_INVALID_ARG_TYPE"],
  ),
  ...badSignal("signals").map(([option, value, code]): BadOption => [option, ["SIGINT", value], code]),
  ["signals", ["SIGKILL"], "ERR_INVALID_ARG_VALUE"],
  ["signals", ["SIGTERM", "SIGSTOP"], "ERR_INVALID_ARG_VALUE"],
  ...badChoice("onStall", ["report", "shutdown"]),
  ...badChoice("onStdinEnd", ["recheck", "shutdown"]),
  ...badBoolean("exit"),
  ...badIntegers("exitCode", [-1, 256, 1e12]),
  ...badChoice("deadline", ["timer", "thread"]),
  ...unknownOptions("onshutdown", "signal", "graceperiod", "lifeline", "heartbeatInterval", "tree"),
];

describe("a bad option of bindToParent throws at once, and nothing is bound", () => {
  it.each(byOption(bad))("options.%s", (option, values) => {
    for (const [, value, code] of values) {
      expectToThrow(() => bindToParent({ [option]: value } as BindOptions), `options.${option}`, code, value);
    }
  });

  it("what is no object of options", () => {
    for (const value of noObjects) {
      expectToThrow(() => bindToParent(value as BindOptions), "options", "ERR_INVALID_ARG_TYPE", value);
    }
  });

  it("also among good ones, and the same the second time", () => {
    const options = { gracePeriod: 100, exit: true, exitCode: 1_000 };
    expectToThrow(() => bindToParent(options), "options.exitCode", "ERR_OUT_OF_RANGE");
    expectToThrow(() => bindToParent(options), "options.exitCode", "ERR_OUT_OF_RANGE");
  });

  it("has left no binding behind", () => {
    expect(Object.getOwnPropertySymbols(globalThis).map(String)).not.toContain(
      "Symbol(lifeline-child.binding)",
    );
  });

  it("prints no value that is longer than a line", () => {
    const long = "x".repeat(10_000);
    const message = messageOf(() => bindToParent({ onStall: long as "report" }));
    expect(message.length).toBeLessThan(250);
  });
});

interface Call {
  options?: Record<string, unknown>;
  through?: "esm" | "cjs" | "worker";
  again?: boolean;
  status?: unknown;
}

interface Outcome {
  mode?: string;
  same?: boolean;
  code?: string;
  message?: string;
  worker?: boolean;
}

/** In a process of its own, which nobody has bound yet. */
async function bind(...calls: Call[]): Promise<Outcome[]> {
  const { command, args } = nodeFixture("binds-twice.mjs", calls);
  const child = start<{ bind: Outcome }>(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  // Nor does a binding keep the process alive.
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(child.stderr).toBe("");
  await child.message("bind", { count: calls.length });
  return child.of("bind");
}

describe("a good option", () => {
  const good = [
    ...["auto", "stdin", "ipc", 0, 3, 2 ** 31 - 1].map((channel) => ({ channel })),
    ...[1, process.pid, 2 ** 31 - 1].map((parentPid) => ({ parentPid })),
    ...[0, 1, 2_000, 2 ** 31 - 1].flatMap((time) => [{ probeInterval: time }, { gracePeriod: time }]),
    { onShutdown: "first" },
    ...[[], ["SIGTERM"], ["SIGINT", "SIGHUP", "SIGUSR2"]].map((signals) => ({ signals })),
    ...["report", "shutdown"].map((onStall) => ({ onStall })),
    ...["recheck", "shutdown"].map((onStdinEnd) => ({ onStdinEnd })),
    ...[true, false].map((exit) => ({ exit })),
    ...[0, 1, 255].map((exitCode) => ({ exitCode })),
    { deadline: "timer" },
    { gracePeriod: "undefined", signals: "undefined", onShutdown: undefined },
    {},
  ];

  it("binds, whatever it is", async () => {
    const outcomes = await bind(...good.map((options) => ({ options, again: true })));
    expect(outcomes.map(({ mode, code }, index) => [good[index], code ?? mode])).toEqual(
      good.map((options) => [options, "standalone"]),
    );
  });
});

describe("bindToParent twice", () => {
  const options = { gracePeriod: 700, signals: ["SIGHUP"], onShutdown: "first", exitCode: 3 };
  const first = { options };

  const same: [string, Call][] = [
    ["the same options", { options }],
    ["some of them", { options: { gracePeriod: 700 } }],
    ["none", {}],
    ["an empty object", { options: {} }],
    ["what was the default", { options: { onStall: "report", probeInterval: 2_000 } }],
    [
      "undefined, which counts as not given",
      { options: { gracePeriod: "undefined", exitCode: "undefined" } },
    ],
  ];
  it.each(same)("returns the first binding, through both module formats: %s", async (_, again) => {
    const outcomes = await bind(first, again, { ...again, through: "cjs" });
    expect(outcomes).toMatchObject([{ same: true }, { same: true }, { same: true }]);
  });

  it("returns the first binding, where CommonJS was first", async () => {
    const outcomes = await bind({ options, through: "cjs" }, { options }, { through: "cjs" });
    expect(outcomes).toMatchObject([{ same: true }, { same: true }, { same: true }]);
  });

  it.each(["esm", "cjs"] as const)("throws for other options, and names them: %s", async (through) => {
    const others = { gracePeriod: 701, signals: ["SIGHUP", "SIGINT"], onShutdown: "second", exit: false };
    const calls = Object.entries(others).map(([key, value]) => ({ options: { [key]: value }, through }));
    const [, ...outcomes] = await bind(first, ...calls, { options: { ...others, exitCode: 3 }, through });
    const [all] = outcomes.slice(-1);
    for (const [index, key] of Object.keys(others).entries()) {
      expect(outcomes[index]).toMatchObject({ code: "ERR_LIFELINE_ALREADY_BOUND" });
      expect(outcomes[index]?.message).toContain(key);
      expect(all?.message).toContain(key);
    }
    expect(all?.message).not.toContain("exitCode");
  });

  it("throws for a bad option first", async () => {
    const outcomes = await bind(first, { options: { gracePeriod: -1 } });
    expect(outcomes[1]).toMatchObject({ code: "ERR_OUT_OF_RANGE" });
  });
});

it("bindToParent in a worker thread is ERR_LIFELINE_UNSUPPORTED, before and after the main thread's", async () => {
  const outcomes = await bind(
    { through: "worker" },
    {},
    { through: "worker", options: { gracePeriod: 5_000 } },
  );
  const refusals = outcomes.filter(({ code }) => code === "ERR_LIFELINE_UNSUPPORTED");
  expect(refusals).toHaveLength(2);
  expect(refusals[0]?.message).toContain("main thread");
  expect(outcomes.filter(({ mode }) => mode === "standalone")).toHaveLength(1);
});

it("status() of what is no string throws, and names the argument", async () => {
  const values = ["undefined", null, 1, true, {}, ["text"]];
  const outcomes = await bind({ status: "fine" }, ...values.map((status) => ({ status })));
  expect(outcomes[0]).toMatchObject({ same: true });
  for (const outcome of outcomes.slice(1)) {
    expect(outcome).toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
    expect(outcome.message).toContain('"text"');
  }
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It threw nothing");
}
