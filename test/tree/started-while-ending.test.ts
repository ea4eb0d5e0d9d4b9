import { describe, expect, it } from "vitest";
import {
  canUnshare,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  isRoot,
  itNeeds,
  nodeFixture,
  registerForKilling,
  start,
  startBystander,
  startHost,
} from "../support/index.js";

/**
 * When its leader is asked to end, it starts one without a cookie, sees it become another program, and ends. Nobody has
 * looked in between.
 */
async function startIt({ after = 0, tree = true }: { after?: number; tree?: boolean }) {
  const report = createReport<{ up: { pid: number }; member: { pid: number } }>();
  const say = (type: string, pid: string) =>
    `echo '{"type":"${type}","pid":'${pid}'}' >> "$LIFELINE_TEST_REPORT"`;
  const onTerm = `sleep ${after}; env -i sleep 3600 & until grep -q sleep /proc/$!/comm; do :; done; ${say("member", "$!")}; exit`;
  const script = `onTerm() { ${onTerm}; }; trap onTerm TERM; ${say("up", "$$")}; while :; do sleep 0.02; done`;
  const child = { command: "bash", args: ["-c", script], options: { stdio: "ignore" } };
  const host = startHost(
    { children: [{ ...child, lifeline: { gracePeriod: 20_000, tree } }] },
    { env: report.env },
  );
  // Until its parent's call is over, the guard does not know the leader.
  await host.message("spawned");
  await report.message("up");
  const member = async () => registerForKilling(identify((await report.message("member")).pid));
  return { host, member };
}

async function stopIt(how: { after?: number; tree?: boolean }) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const { host, member } = await startIt(how);
  host.send({ do: "stop" });
  const started = await member();
  const { report } = await host.message("stopped");
  bystander.expectAlive();
  return { member: started, report };
}

describe("what a leader starts while it ends, without a cookie, in its group", () => {
  // The kernel is followed through the longer one.
  for (const after of [0, 1.2]) {
    it(`is ended by stop(), ${after} s after that was called`, async () => {
      const { member, report } = await stopIt({ after });
      expect(isDead(member)).toBe(true);
      expect(report).toMatchObject({ exitCode: 0, forced: false, killed: [], survivors: [] });
    });
  }

  it("is ended by the guard", async () => {
    const { host, member } = await startIt({});
    host.kill("SIGKILL");
    await expectDead(await member());
  });

  it("leaks with tree: false", async () => {
    const { member } = await stopIt({ tree: false });
    await expectAliveFor(member, 200);
  });
});

describe("an innocent that gets the number of the leader, and leads a group with it, while stop() looks, or before it is called", () => {
  type Way = "stop" | "late" | "naive";

  /** In a pid namespace of its own, where the next pid can be chosen. */
  async function regroup(way: Way, { stays }: { stays: boolean }) {
    const { command, args } = nodeFixture("regrouped-parent.mjs", { way, stays });
    const unshare = ["--pid", "--fork", "--kill-child", "--mount-proc"];
    // Its first process reaps, as Node would not.
    const init = ["bash", "-c", `"$@" & wait $!`, "bash"];
    const world = start<{ innocent: { harmed: boolean; listed: number } }>("unshare", [
      ...unshare,
      ...init,
      command,
      ...args,
    ]);
    const { harmed, listed } = await world.message("innocent");
    return { harmed, listed };
  }
  const itNeedsWorld = itNeeds(isRoot, canUnshare);
  const unharmed = { harmed: false, listed: 0 };

  itNeedsWorld("is ended by whoever ends the group by its number", async () => {
    expect(await regroup("naive", { stays: true })).toMatchObject({ harmed: true });
  });

  for (const stays of [true, false]) {
    itNeedsWorld(`is left alone${stays ? "" : ", and what it leaves in that group"}`, async () => {
      expect(await regroup("stop", { stays })).toEqual(unharmed);
    });
  }

  itNeedsWorld("is left alone where the leader ended by itself", async () => {
    expect(await regroup("late", { stays: true })).toEqual(unharmed);
  });
});
