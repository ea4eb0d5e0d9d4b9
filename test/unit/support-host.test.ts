import { describe, expect, it } from "vitest";
import {
  clock,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  killByIdentity,
  portIsFree,
  readProcess,
  runPair,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

describe("the pair, as the negative control", () => {
  it("leaks the child when the host is killed, and the port shows it", async () => {
    const bystander = startBystander();
    const { host, child, port, report } = await runPair({ plain: true, child: { port: true } });
    expect(await portIsFree(port)).toBe(false);
    host.kill("SIGKILL");
    expect(await host.exit).toEqual({ code: null, signal: "SIGKILL" });
    await expectAliveFor(child, 300);
    expect(await portIsFree(port)).toBe(false);
    expect(report.of("hook")).toEqual([]);
    killByIdentity(child, "SIGKILL");
    await until("the port to be free", () => portIsFree(port));
    bystander.expectAlive();
    killByIdentity(bystander.identity, "SIGKILL");
    await expectDead(bystander.identity);
    expect(() => bystander.expectAlive()).toThrow(/innocent bystander/);
  });

  it("stamps reports with pid and a clock that compares with ours", async () => {
    const before = clock();
    const { child, report } = await runPair({ plain: true, child: { ignore: ["SIGTERM"] } });
    const up = await report.message("up");
    expect(up.pid).toBe(child.pid);
    expect(up.clock).toBeGreaterThan(before);
    expect(up.clock).toBeLessThan(clock());
    killByIdentity(child, "SIGTERM");
    expect(await report.message("signal")).toMatchObject({ pid: child.pid, signal: "SIGTERM" });
  });

  it("starts grandchildren and reports them", async () => {
    const spawns = [{ command: "sleep", args: ["1000"], options: { detached: true } }];
    const { report, child } = await runPair({ plain: true, child: { spawns } });
    const grandchild = identify((await report.message("grandchild")).child);
    expect(readProcess(grandchild.pid)).toMatchObject({ ppid: child.pid, pgid: grandchild.pid });
  });
});

describe("the host", () => {
  const ends = [
    [
      { do: "exit", code: 4 },
      { code: 4, signal: null },
    ],
    [{ do: "throw" }, { code: 1, signal: null }],
    [{ do: "abort" }, { code: null, signal: "SIGABRT" }],
    [{ do: "return" }, { code: 0, signal: null }],
  ] as const;

  it.each(ends)("ends as told: %j", async (order, exit) => {
    const host = startHost({ plain: true, children: [{ command: "sleep", args: ["1000"] }] });
    const { pids } = await host.message("spawned");
    const child = identify(pids[0] as number);
    host.send(order);
    expect(await host.exit).toEqual(exit);
    expect(isDead(child)).toBe(false);
  });

  it("stops a plain child, blocks, and hangs in a handler", async () => {
    const host = startHost({ plain: true, children: [{ command: "sleep", args: ["1000"] }] });
    host.send({ do: "stop" });
    expect(await host.message("stopped")).toMatchObject({ report: { signal: "SIGTERM" } });
    host.send({ do: "block", for: 50 });
    await host.message("unblocked");
    host.send({ do: "trap", signal: "SIGTERM" });
    await host.message("trapping");
    host.kill("SIGTERM");
    await host.message("trapped");
    await expectAliveFor(host.identity, 100);
  });
});
