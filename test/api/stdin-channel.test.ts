import { once } from "node:events";
import { describe, expect, it } from "vitest";
import {
  type ChildReports,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  runPair,
  scaled,
  startBystander,
  tie,
} from "../support/index.js";

const unsupported = expect.objectContaining({ code: "ERR_LIFELINE_UNSUPPORTED" });
/** The parent is this very process: one that is only held up must not miss five of them. */
const onStdin = { channel: "stdin", heartbeatInterval: scaled(300) } as const;

function bindOnStdin() {
  const { command, args } = childFixture();
  const report = createReport<ChildReports>();
  const child = tie(command, args, { env: { ...process.env, ...report.env }, lifeline: onStdin });
  return { child, report };
}

describe('a lifeline with channel "stdin"', () => {
  it("takes stdin for itself, and no other entry", () => {
    const { child } = bindOnStdin();
    expect(child.stdin).toBeNull();
    expect(child.stdio[0]).toBeNull();
    expect(child.stdio).toHaveLength(3);
    expect(child.stdout).not.toBeNull();
  });

  it("is one way: bound() and ready() say so at once", async () => {
    const { child } = bindOnStdin();
    await expect(child.lifeline.bound()).rejects.toEqual(unsupported);
    await expect(child.lifeline.ready()).rejects.toEqual(unsupported);
    expect(child.lifeline.state).toBe("open");
  });

  it.each([
    ["ignore"],
    ["inherit"],
    [["ignore", "pipe", "pipe"]],
    [["inherit"]],
    [[0]],
    [[process.stdin]],
    [["overlapped"]],
    [["ipc"]],
  ])("refuses a stdio whose stdin is no pipe: %j", (stdio) => {
    expect(() => tie("true", { stdio: stdio as "pipe", lifeline: onStdin })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_VALUE" }),
    );
  });

  it.each([[undefined], ["pipe"], [[]], [["pipe"]], [[undefined, "ignore"]], [[null, "ignore"]]])(
    "takes a stdio whose stdin is unset or a pipe: %j",
    async (stdio) => {
      const child = tie("true", { stdio: stdio as "pipe", lifeline: onStdin });
      child.stdout?.resume();
      expect(child.stdin).toBeNull();
      expect(await once(child, "close")).toEqual([0, null]);
    },
  );

  it("binds the child, which gets its beats and stops by a signal", async () => {
    const { child, report } = bindOnStdin();
    await report.message("bound");
    expect((await report.message("up")).launch).toMatchObject({ mode: "lifeline", stdin: "lifeline" });
    // It cannot say STOPPING, nor can we know that it would hear STOP.
    const result = await child.lifeline.stop();
    expect(result).toMatchObject({ exitCode: 0, forced: false });
    expect(await report.message("hook")).toMatchObject({ reason: "signal", evidence: "SIGTERM" });
    expect(report.of("stall")).toEqual([]);
  });

  it.each([
    ["lives on without a lifeline", true],
    ["ends with a parent that is killed", false],
  ])("and the child %s", async (_, plain) => {
    const bystander = startBystander();
    const { host, child, report } = await runPair({ plain, lifeline: onStdin });
    host.kill("SIGKILL");
    await host.exit;
    if (plain) await expectAliveFor(child, 300);
    else {
      await expectDead(child);
      expect(report.of("hook")).toMatchObject([{ reason: "parent-exited" }]);
    }
    bystander.expectAlive();
  });

  it("survives a child that closes its stdin", async () => {
    const child = tie("sh", ["-c", "exec <&-; echo closed; exec sleep 1000"], { lifeline: onStdin });
    await once(child.stdout as NodeJS.ReadableStream, "data");
    await expectAliveFor(identify(child.pid as number), 100);
    expect(await child.lifeline.stop()).toMatchObject({ signal: "SIGTERM", survivors: [] });
  });
});
