import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import {
  clock,
  expectDead,
  type Handmade,
  killByIdentity,
  readProcess,
  start,
  startHandmade,
  until,
} from "../support/index.js";

/** A bound child that reports every signal right before and right after the library hears of it. */
async function startBound(options = "{ onShutdown: hook }"): Promise<Handmade> {
  const own = !options.includes("signals");
  const parent = startHandmade({
    program: childProgram(`
      const listen = (type) => { for (const signal of ${own ? '["SIGTERM", "SIGINT"]' : "[]"}) process.on(signal, () => report(type)); };
      const hook = ({ reason, evidence }) => { report("hook", { reason, evidence }); return new Promise(() => {}); };
      listen("signal");
      bindToParent(${options}).on("bound", () => report("bound"));
      listen("after");
      setInterval(() => {}, 1_000);`),
  });
  parent.socket.write(parent.hello({ grace: 600_000 }));
  await parent.report.message("bound");
  // What lies unread at our end would make its end a reset: unix(7).
  await until("BOUND to be read", () => parent.heard.includes("BOUND"));
  return parent;
}

const patient = "{ onShutdown: hook, gracePeriod: 600_000 }";

/** The clock of the child, when it had not yet told the library. */
async function signalOnce(parent: Handmade, name: NodeJS.Signals): Promise<number> {
  parent.child.kill(name);
  await parent.report.message("after");
  return (await parent.report.message("signal")).clock as number;
}

/** The second of two signals in quick succession. Where the machine was too slow to say so, another child. */
async function signalTwiceAtOnce(first: NodeJS.Signals, second: NodeJS.Signals) {
  for (;;) {
    const parent = await startBound(patient);
    const firstAt = await signalOnce(parent, first);
    parent.child.kill(second);
    const ended = parent.child.exit.then(() => clock());
    const survived = parent.report.message("after", { count: 2 }).catch(() => undefined);
    const endedAt = await Promise.race([ended, survived.then(() => undefined)]);
    if (endedAt === undefined) return { parent, firstAt };
    expect(endedAt - firstAt, "the life of the child after its first signal").toBeGreaterThanOrEqual(500);
  }
}

/** Sends it until it is obeyed, and says when that was. */
async function endBy(parent: Handmade, name: NodeJS.Signals): Promise<number> {
  await until("the exit", () => !parent.child.kill(name), { interval: 50 });
  return clock();
}

describe("a second signal", () => {
  it.each([
    ["SIGTERM", "SIGTERM", 143],
    ["SIGINT", "SIGINT", 130],
    ["SIGTERM", "SIGINT", 130],
  ] as const)("counts 500 ms after the first, and not before: %s, %s", async (first, second, code) => {
    const { parent, firstAt } = await signalTwiceAtOnce(first, second);
    expect((await endBy(parent, second)) - firstAt).toBeGreaterThanOrEqual(500);
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
    await until("half a second to pass", () => clock() - (hookAt as number) > 510);
    const firstAt = await signalOnce(parent, "SIGTERM");
    expect((await endBy(parent, "SIGTERM")) - firstAt).toBeGreaterThanOrEqual(500);
    expect(await parent.child.exit).toEqual({ code: 143, signal: null });
    expect(parent.report.of("hook")).toHaveLength(1);
  });
});

describe("the parent's end, after a signal", () => {
  // So it is behind npx, where a key was pressed: the parent tidies up for a while and is gone, its guard asks the wrapper,
  // and the wrapper passes that on.
  it("lets half a second pass anew, until a second signal counts", async () => {
    const { identity, pid, kill } = start("sleep", ["1000"]);
    const never = "gracePeriod: 600_000, probeInterval: 600_000";
    const parent = await startBound(`{ onShutdown: hook, parentPid: ${pid}, ${never} }`);
    const firstAt = await signalOnce(parent, "SIGINT");
    await until("half a second to pass", () => clock() - firstAt > 510);
    kill("SIGKILL");
    await expectDead(identity);
    parent.child.kill("SIGTERM");
    const { clock: secondAt } = await parent.report.message("after", { count: 2 });
    expect((await endBy(parent, "SIGTERM")) - (secondAt as number)).toBeGreaterThanOrEqual(500);
    expect(await parent.child.exit).toEqual({ code: 143, signal: null });
    expect(parent.report.of("hook")).toMatchObject([{ reason: "signal", evidence: "SIGINT" }]);
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

  it("looks for the parent itself: one whose end nothing has shown yet is the reason too", async () => {
    const { identity, pid, kill } = start("sleep", ["1000"]);
    const parent = await startBound(`{ onShutdown: hook, parentPid: ${pid}, probeInterval: 600_000 }`);
    kill("SIGKILL");
    await expectDead(identity);
    parent.child.kill("SIGTERM");
    const { reason, evidence } = await parent.report.message("hook");
    expect(reason).toBe("parent-exited");
    expect(["parent-gone", "parent-zombie"]).toContain(evidence);
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
