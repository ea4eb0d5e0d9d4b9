import { describe, expect, it } from "vitest";
import { descendants, nodeFixture, start, startBystander } from "../support/index.js";

const ROUNDS = 300;

interface Done {
  spawned: number;
  exit: number;
  close: number;
  /** Of the lifelines. */
  closed: number;
  /** Of bound() and ready() together. */
  rejected: number;
  uncaught: number;
  errors: string[];
  /** Children with other events than one `exit` and then one `close`. */
  misordered: number;
  /** Open descriptors. */
  before: number;
  after: number;
}

// A heartbeat each millisecond, so that one is always about to be written to a child that has just gone.
async function comeAndGo(channel: "fd" | "stdin", { plain }: { plain: boolean }): Promise<Done> {
  const bystander = startBystander({ command: "sleep", args: ["1000"] });
  const spec = { plain, channel, command: "/bin/true", rounds: ROUNDS };
  const { command, args } = nodeFixture("short-lived-host.mjs", spec);
  const host = start<{ done: Done }>(command, args);
  const done = await host.message("done", { timeout: 30_000 });
  await host.exit;
  expect(descendants(host.pid)).toEqual([]);
  expect(host.stderr).toBe("");
  bystander.expectAlive();
  return done;
}

describe.each(["fd", "stdin"] as const)("the child exits within a millisecond, channel %s", (channel) => {
  it("throws EPIPE at a parent that thinks nothing of it", async () => {
    const { uncaught, errors } = await comeAndGo(channel, { plain: true });
    expect(uncaught).toBeGreaterThan(0);
    for (const error of errors) expect(["EPIPE", "ECONNRESET"]).toContain(error);
  });

  it("brings no error, exit and close as with spawn, and leaves no descriptor", async () => {
    const { before, after, closed, rejected, ...rest } = await comeAndGo(channel, { plain: false });
    expect(rest.errors).toEqual([]);
    expect(rest).toMatchObject({ exit: rest.spawned, close: rest.spawned, uncaught: 0, misordered: 0 });
    expect(rest.spawned).toBeGreaterThanOrEqual(ROUNDS);
    expect(closed).toBe(rest.spawned);
    expect(rejected).toBe(2 * rest.spawned);
    expect(after).toBe(before);
  });
});
