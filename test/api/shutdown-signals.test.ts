import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import {
  clock,
  expectAliveFor,
  type Handmade,
  killByIdentity,
  readProcess,
  startHandmade,
  until,
} from "../support/index.js";

/** A bound child that reports every signal before the library hears of it. */
async function startBound(options = "{ onShutdown: hook }"): Promise<Handmade> {
  const parent = startHandmade({
    program: childProgram(`
      for (const signal of ["SIGTERM", "SIGINT"]) if (!${options.includes("signals")}) process.on(signal, () => report("signal", { signal }));
      const hook = ({ reason, evidence }) => { report("hook", { reason, evidence }); return new Promise(() => {}); };
      bindToParent(${options}).on("bound", () => report("bound"));
      setInterval(() => {}, 1_000);`),
  });
  parent.socket.write(parent.hello({ grace: 600_000 }));
  await parent.report.message("bound");
  return parent;
}

const patient = "{ onShutdown: hook, gracePeriod: 600_000 }";

async function signal(parent: Handmade, name: NodeJS.Signals, count: number): Promise<number> {
  parent.child.kill(name);
  return (await parent.report.message("signal", { count })).clock as number;
}

/** Two signals less than 500 ms apart; where the machine was too slow for that, another child. */
async function signalTwiceAtOnce(first: NodeJS.Signals, second: NodeJS.Signals) {
  for (;;) {
    const parent = await startBound(patient);
    const firstAt = await signal(parent, first, 1);
    const secondAt = await signal(parent, second, 2);
    if (secondAt - firstAt < 450) return { parent, firstAt };
  }
}

const later = (moment: number) => until("half a second to pass", () => clock() - moment > 510);

describe("a second signal", () => {
  it.each([
    ["SIGTERM", "SIGTERM", 143],
    ["SIGINT", "SIGINT", 130],
    ["SIGTERM", "SIGINT", 130],
  ] as const)("counts 500 ms after the first, and not before: %s, %s", async (first, second, code) => {
    const { parent, firstAt } = await signalTwiceAtOnce(first, second);
    await expectAliveFor(parent.child.identity, 100);
    await later(firstAt);
    parent.child.kill(second);
    expect(await parent.child.exit).toEqual({ code, signal: null });
    expect(parent.report.of("hook")).toMatchObject([{ reason: "signal", evidence: first }]);
  });

  it.each([
    ["the end of the lifeline", ({ socket }: Handmade) => socket.destroy()],
    ["STOP", ({ socket }: Handmade) => socket.write("STOP\n")],
  ])("is needed after %s too: the first changes nothing", async (_, begin) => {
    const parent = await startBound(patient);
    begin(parent);
    const { clock: hookAt } = await parent.report.message("hook");
    await later(hookAt as number);
    const firstAt = await signal(parent, "SIGTERM", 1);
    await expectAliveFor(parent.child.identity, 100);
    await later(firstAt);
    parent.child.kill("SIGTERM");
    expect(await parent.child.exit).toEqual({ code: 143, signal: null });
    expect(parent.report.of("hook")).toHaveLength(1);
  });
});

describe("a signal", () => {
  // The child is stopped meanwhile, so that it finds both at once: a race, tried several times.
  it.each([
    ["when the parent is gone too, is not the reason", true, { reason: "parent-exited", evidence: "eof" }],
    ["when the parent lives, is the reason", false, { reason: "signal", evidence: "SIGTERM" }],
  ])("%s", async (_, isGone, event) => {
    for (let round = 0; round < 5; round++) {
      const parent = await startBound();
      const { identity } = parent.child;
      killByIdentity(identity, "SIGSTOP");
      await until("the stop", () => readProcess(identity.pid)?.state === "T");
      if (isGone) parent.socket.destroy();
      parent.child.kill("SIGTERM");
      killByIdentity(identity, "SIGCONT");
      expect(await parent.report.message("hook")).toMatchObject(event);
    }
  });

  it.each([
    ["is the program's own business without onShutdown", "{ signals: undefined }", "SIGTERM", false],
    ["is so with signals: []", "{ onShutdown: hook, signals: [] }", "SIGTERM", false],
    ["is so when it is not in signals", "{ onShutdown: hook, signals: ['SIGUSR2'] }", "SIGINT", false],
    ["begins a shutdown when it is", "{ onShutdown: hook, signals: ['SIGUSR2', 'SIGHUP'] }", "SIGHUP", true],
  ] as const)("%s", async (_, options, name, begins) => {
    const parent = await startBound(options);
    parent.child.kill(name);
    if (begins) {
      expect(await parent.report.message("hook")).toMatchObject({ reason: "signal", evidence: name });
    } else {
      expect(await parent.child.exit).toEqual({ code: null, signal: name });
      expect(parent.report.of("hook")).toEqual([]);
    }
  });
});
