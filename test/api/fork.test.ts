import { fork } from "node:child_process";
import { once } from "node:events";
import { createLifeline } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import {
  createReport,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  registerForKilling,
  runProgram,
} from "../support/index.js";

const echo = fixture("ipc-echo.mjs");

describe("createLifeline() with fork", () => {
  it.each([
    ["its default stdio", {}],
    ["silent", { silent: true }],
    ["an array with ipc", { stdio: ["ignore", "pipe", "pipe", "ipc"] }],
    ["an array with ipc first", { stdio: ["ipc", "ignore", "ignore"] }],
    ["a string", { stdio: "ignore" }],
    ["advanced serialization", { silent: true, serialization: "advanced" }],
  ] as const)("binds over the lifeline, and IPC works: %s", async (_, options) => {
    const report = createReport();
    const pending = createLifeline();
    const base = { ...options, env: { ...process.env, ...report.env } };
    const child = fork(echo, pending.spawnOptions(base as object, { for: "fork" }));
    registerForKilling(identify(child.pid as number));
    const lifeline = pending.attach(child);
    await lifeline.bound();
    const answer = once(child, "message");
    child.send({ question: 1 });
    expect(await answer).toMatchObject([{ echo: { question: 1 }, mode: "lifeline" }, undefined]);
    expect(child.connected).toBe(true);
    // A disconnect is no death where there is a lifeline.
    child.disconnect();
    expect(await lifeline.stop()).toMatchObject({ exitCode: 0, forced: false });
    expect(await report.message("hook")).toMatchObject({ reason: "stop-requested" });
  });

  it("takes stdin for a lifeline that is asked for there, whatever fork's own default is", async () => {
    const report = createReport<{ hook: object; up: { mode: string } }>();
    const pending = createLifeline({ channel: "stdin" });
    const child = fork(
      fixture("child.mjs"),
      [JSON.stringify({})],
      pending.spawnOptions({ env: { ...process.env, ...report.env } }, { for: "fork" }),
    );
    registerForKilling(identify(child.pid as number));
    const lifeline = pending.attach(child);
    expect(await report.message("up")).toMatchObject({ mode: "lifeline" });
    expect(await lifeline.stop()).toMatchObject({ forced: false });
    const other = createLifeline({ channel: "stdin" });
    expect(() => other.spawnOptions({ stdio: "inherit" }, { for: "fork" })).toThrow(/stdio\[0\]/);
  });

  // A worker that IPC keeps waiting dies with its parent anyway; one that is blocked in work of its own does not.
  it.each([
    ["leaks without a lifeline", true],
    ["ends with a parent that is killed", false],
  ])("%s", async (_, plain) => {
    const report = createReport();
    const program = runProgram(
      `import { fork } from "node:child_process";
       import { createLifeline } from "lifeline-parent";
       const [path, spec, plain] = process.argv.slice(1);
       const pending = createLifeline();
       const base = { execArgv: [] };
       const options = plain === "true" ? base : pending.spawnOptions(base, { for: "fork" });
       const child = fork(path, [spec], options);
       if (plain !== "true") pending.attach(child);`,
      {
        env: report.env,
        args: [fixture("child.mjs"), JSON.stringify({ bind: plain ? false : {} }), `${plain}`],
      },
    );
    const child = identify((await report.message("up")).pid as number);
    if (!plain) await report.message("bound");
    program.kill("SIGKILL");
    await program.exit;
    if (plain) await expectAliveFor(child, 300);
    else {
      await expectDead(child);
      expect(report.of("hook")).toMatchObject([{ reason: "parent-exited" }]);
    }
  });
});
