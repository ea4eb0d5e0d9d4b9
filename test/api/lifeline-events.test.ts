import { once } from "node:events";
import type { Lifeline } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { childFixture, createReport, nodeFixture, tie, until } from "../support/index.js";

type Call = [method: string, ...args: unknown[]];

/** A bound child that performs these calls on its binding, and everything that its lifeline tells. */
function talk(calls: Call[], { early = [] as Call[] } = {}) {
  const { command, args } = nodeFixture("talking-child.mjs", { calls, early });
  const report = createReport();
  const child = tie(command, args, { stdio: "ignore", env: { ...process.env, ...report.env } });
  return { child, report, ...listen(child.lifeline) };
}

/** Each event with its arguments and with the state that it finds. */
function listen(lifeline: Lifeline) {
  const events: unknown[][] = [];
  for (const name of ["bound", "ready", "status", "stopping", "protocol-error", "closed"] as const) {
    lifeline.on(name, (...args: unknown[]) => events.push([name, lifeline.state, ...args]));
  }
  return { lifeline, events };
}

describe("the life of a lifeline", () => {
  it("goes from open through bound and stopping to closed", async () => {
    const { child, lifeline, events } = talk([["ready"], ["status", "listening on 3000"]]);
    expect(lifeline.state).toBe("open");
    await lifeline.bound();
    expect(lifeline.state).toBe("bound");
    await lifeline.ready();
    await until("the status", () => events.some(([name]) => name === "status"));
    const closed = once(lifeline, "closed");
    const stopped = lifeline.stop();
    expect(lifeline.state).toBe("stopping");
    await Promise.all([closed, stopped]);
    expect(lifeline.state).toBe("closed");
    expect(events).toEqual([
      ["bound", "bound"],
      ["ready", "bound"],
      ["status", "bound", "listening on 3000"],
      ["stopping", "stopping", "stop-requested"],
      ["closed", "closed", { exitCode: 0, signal: null }],
    ]);
    expect(child.exitCode).toBe(0);
  });

  it("is stopping when the child itself begins to shut down", async () => {
    const { command, args } = childFixture();
    const child = tie(command, args, { stdio: "ignore" });
    const { lifeline, events } = listen(child.lifeline);
    await lifeline.bound();
    child.kill("SIGINT");
    await once(lifeline, "closed");
    expect(events).toEqual([
      ["bound", "bound"],
      ["stopping", "stopping", "signal"],
      ["closed", "closed", { exitCode: 0, signal: null }],
    ]);
  });

  it("is open again after unbind, and the child lives", async () => {
    const { child, lifeline, report } = talk([["unbind"]]);
    await lifeline.bound();
    await report.message("done");
    await until("the state to be open", () => lifeline.state === "open");
    await lifeline.bound();
    expect(child.exitCode ?? child.signalCode).toBeNull();
    // Nobody would hear a STOP.
    expect(await lifeline.stop()).toMatchObject({ signal: "SIGTERM", forced: false });
  });

  it("keeps what the child said before it was bound, behind BOUND and in order", async () => {
    const early: Call[] = [["status", "one"], ["ready"], ["status", "two"]];
    const { lifeline, events } = talk([["exit", 0]], { early });
    await once(lifeline, "closed");
    expect(events.map(([name, , text]) => text ?? name)).toEqual([
      "bound",
      "one",
      "ready",
      "two",
      { exitCode: 0, signal: null },
    ]);
  });

  it("says ready once", async () => {
    const { lifeline, events } = talk([["ready"], ["ready"], ["exit", 0]]);
    await once(lifeline, "closed");
    expect(events.filter(([name]) => name === "ready")).toHaveLength(1);
  });
});

describe("status", () => {
  const texts = [
    "plain",
    "Grüße, 世界, 🚀",
    "control \n\r\t\0\x1b\x7f\x85\u2028 characters",
    "",
    " spaces  kept ",
    "key=value READY",
    "x".repeat(500),
    "x".repeat(501),
    `${"x".repeat(499)}é`,
    `${"x".repeat(497)}🚀`,
    "🚀".repeat(200),
  ];

  it("carries one line of text, UTF-8, at most 500 bytes, whole characters, in order", async () => {
    const { lifeline, events } = talk([...texts.map((text): Call => ["status", text]), ["exit", 0]]);
    await once(lifeline, "closed");
    const received = events.filter(([name]) => name === "status").map(([, , text]) => text);
    expect(received).toEqual([
      "plain",
      "Grüße, 世界, 🚀",
      `control${" ".repeat(10)}characters`,
      "",
      " spaces  kept ",
      "key=value READY",
      "x".repeat(500),
      "x".repeat(500),
      "x".repeat(499),
      "x".repeat(497),
      "🚀".repeat(125),
    ]);
  });

  it("turns the control characters of other senders into spaces", async () => {
    const child = tie("sh", [
      "-c",
      "read hello <&3; printf 'BOUND pid=1\\nSTATUS a\\tb\\033[31mc\\302\\205d\\n' >&3",
    ]);
    const [text] = await once(child.lifeline, "status");
    expect(text).toBe("a b [31mc d");
  });
});
