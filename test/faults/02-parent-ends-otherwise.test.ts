import { describe, expect, it } from "vitest";
import {
  type Exit,
  expectAliveFor,
  expectDead,
  type Host,
  identify,
  isDead,
  portIsFree,
  runPair,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";

interface End {
  how: string;
  end: (host: Host) => unknown;
  /** What proves that it ended so. */
  exit: Exit;
}

const ends: End[] = [
  { how: "returns", end: (host) => host.send({ do: "return" }), exit: code(0) },
  { how: "calls process.exit", end: (host) => host.send({ do: "exit", code: 3 }), exit: code(3) },
  { how: "throws, and nobody catches", end: (host) => host.send({ do: "throw" }), exit: code(1) },
  { how: "aborts", end: (host) => host.send({ do: "abort" }), exit: { code: null, signal: "SIGABRT" } },
  ...(["SIGSEGV", "SIGTERM", "SIGHUP"] as const).map((signal) => ({
    how: `gets ${signal}`,
    end: (host: Host) => host.kill(signal),
    exit: { code: null, signal },
  })),
];

function code(code: number): Exit {
  return { code, signal: null };
}

async function endTheParent({ end, exit }: End, { plain }: { plain: boolean }) {
  const bystander = startBystander();
  // Where core dumps are on, that is where the core goes.
  const host = { cwd: temporaryDirectory() };
  const pair = await runPair({ plain, child: { port: true }, host });
  pair.host.send({ do: "spawn", children: [{ command: "sleep", args: ["1000"] }] });
  const { pids } = await pair.host.message("spawned", { count: 2 });
  const foreign = identify(pids[0] ?? 0);
  end(pair.host);
  expect(await pair.host.exit).toEqual(exit);
  return { ...pair, foreign, bystander };
}

describe.each(ends)("P $how", (end) => {
  it("leaks C and F without a lifeline", async () => {
    const { child, foreign, port } = await endTheParent(end, { plain: true });
    await expectAliveFor(child, 300);
    expect(isDead(foreign)).toBe(false);
    expect(await portIsFree(port)).toBe(false);
  });

  it("ends C after its onShutdown, and F", async () => {
    const { child, foreign, port, report, bystander } = await endTheParent(end, { plain: false });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead([child, foreign]);
    await until("the port to be free", () => portIsFree(port));
    expect(report.of("hook-done")).toHaveLength(1);
    bystander.expectAlive();
  });
});
