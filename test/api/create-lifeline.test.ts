import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createLifeline, type LifelineOptions } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { identify, registerForKilling } from "../support/index.js";

const coded = (code: string) => expect.objectContaining({ code });

function registered<Child extends ChildProcess>(child: Child): Child {
  registerForKilling(identify(child.pid as number));
  return child;
}

describe("createLifeline() with spawn", () => {
  it("ties a child as spawnWithLifeline does", async () => {
    const pending = createLifeline({ stopSignal: "SIGINT" });
    const child = registered(spawn("sleep", ["1000"], pending.spawnOptions({ stdio: "ignore" as const })));
    const lifeline = pending.attach(child);
    expect(lifeline.state).toBe("open");
    expect(lifeline.id).toMatch(/^[0-9a-f]{32}$/);
    expect(await lifeline.stop()).toMatchObject({ signal: "SIGINT", forced: false });
  });

  it("keeps what it was given, and does not change it", () => {
    const base = Object.freeze({
      cwd: "/",
      stdio: Object.freeze(["ignore", "pipe"]) as ["ignore", "pipe"],
      env: Object.freeze({ A: "1" }),
    });
    const options = createLifeline().spawnOptions<object>(base) as Record<string, unknown>;
    expect(options).toMatchObject({ cwd: "/", detached: true });
    expect(options.stdio).toEqual(["ignore", "pipe", "pipe", "pipe"]);
    expect(options.env).toEqual({ A: "1", LIFELINE: expect.any(String), LIFELINE_TREE: expect.any(String) });
  });

  it("leaves signal and timeout to the spawner", async () => {
    const pending = createLifeline();
    const options = pending.spawnOptions<SpawnOptions>({ timeout: 50, killSignal: "SIGUSR2" });
    expect(options).toMatchObject({ timeout: 50, killSignal: "SIGUSR2" });
    const child = registered(spawn("sleep", ["1000"], options));
    pending.attach(child);
    await once(child, "exit");
    expect(child.signalCode).toBe("SIGUSR2");
  });

  it("takes the place of the first entry above 2, and of none above 15", () => {
    const stdio = (length: number) => Array.from({ length }, () => "ignore");
    const options = createLifeline().spawnOptions({ stdio: stdio(15) });
    expect(options.stdio).toEqual([...stdio(15), "pipe"]);
    expect(() => createLifeline().spawnOptions({ stdio: stdio(16) })).toThrow(coded("ERR_OUT_OF_RANGE"));
  });

  it("tells of a spawn that fails", async () => {
    const pending = createLifeline();
    const child = spawn("/does/not/exist", pending.spawnOptions());
    const lifeline = pending.attach(child);
    const error = once(child, "error");
    await expect(lifeline.bound()).rejects.toEqual(coded("ERR_LIFELINE_CHILD_EXITED"));
    expect(lifeline.state).toBe("closed");
    expect(await error).toMatchObject([{ code: "ENOENT" }]);
  });
});

describe("createLifeline(), badly used", () => {
  it("serves one child", () => {
    const pending = createLifeline();
    const options = pending.spawnOptions();
    expect(() => pending.spawnOptions()).toThrow(coded("ERR_LIFELINE_ALREADY_BOUND"));
    const child = registered(spawn("sleep", ["1000"], options));
    pending.attach(child);
    expect(() => pending.attach(child)).toThrow(coded("ERR_LIFELINE_ALREADY_BOUND"));
  });

  it.each([[undefined], [{}], [{ pid: 1, stdio: [] }], [process]])(
    "refuses what is no child: %j",
    (child) => {
      const pending = createLifeline();
      pending.spawnOptions();
      expect(() => pending.attach(child as never)).toThrow(coded("ERR_INVALID_ARG_TYPE"));
    },
  );

  it("refuses a child that was spawned without its options, and takes the right one after that", async () => {
    const pending = createLifeline();
    const wrong = registered(spawn("sleep", ["1000"]));
    expect(() => pending.attach(wrong)).toThrow(coded("ERR_INVALID_ARG_VALUE"));
    const right = registered(spawn("sleep", ["1000"], pending.spawnOptions()));
    expect(() => pending.attach(wrong)).toThrow(coded("ERR_INVALID_ARG_VALUE"));
    expect((await pending.attach(right).stop()).signal).toBe("SIGTERM");
  });

  it.each([
    [{ for: "exec" }, "ERR_INVALID_ARG_VALUE"],
    [{ for: 1 }, "ERR_INVALID_ARG_TYPE"],
    [{ unknown: 1 }, "ERR_INVALID_ARG_VALUE"],
    ["fork", "ERR_INVALID_ARG_TYPE"],
  ])("refuses %j for the spawner", (how, code) => {
    expect(() => createLifeline().spawnOptions({}, how as never)).toThrow(coded(code));
  });

  it("refuses bad options at once", () => {
    expect(() => createLifeline({ gracePeriod: -1 } as LifelineOptions)).toThrow(coded("ERR_OUT_OF_RANGE"));
    expect(() => createLifeline().spawnOptions(3 as never)).toThrow(coded("ERR_INVALID_ARG_TYPE"));
  });
});
