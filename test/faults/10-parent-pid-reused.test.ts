import { describe, expect } from "vitest";
import {
  asShell,
  type ChildReports,
  type Command,
  canUnshare,
  childFixture,
  createReport,
  isRoot,
  itNeeds,
  nodeFixture,
  portIsFree,
  scaled,
  start,
  until,
} from "../support/index.js";

const it = itNeeds(isRoot, canUnshare);
const probeInterval = 400;
/** What a busy machine may take to run a timer that is due, and to write the report. */
const lateness = scaled(2_000);

/** P is killed, another process withholds the EOF, and an innocent has P's pid when C looks again. */
async function reuseTheParent(child: Command, { bound }: { bound: boolean }) {
  const report = createReport<ChildReports>();
  // The probe is on trial here, so nobody else may end the child.
  const host = { plain: !bound, children: [{ ...child, lifeline: { guard: false } }] };
  const world = nodeFixture("reused-parent.mjs", { host, report: report.path, bound });
  // Its first process reaps, as Node would not.
  const unshare = ["--pid", "--fork", "--kill-child", "--mount-proc"];
  const init = ["bash", "-c", `${asShell(world)} <&3 & wait $!`];
  const started = start<{ reused: { clock: number }; innocent: { alive: boolean } }>(
    "bash",
    [
      "-c",
      `exec 3<&0; exec unshare ${unshare.join(" ")} ${asShell({ command: init[0] as string, args: init.slice(1) })}`,
    ],
    { env: report.env },
  );
  const up = await report.message("up");
  const { clock } = await started.message("reused");
  return {
    report,
    port: up.port ?? 0,
    reusedAt: clock,
    async expectInnocentAlive() {
      started.send("?");
      expect(await started.message("innocent")).toMatchObject({ alive: true });
    },
  };
}

describe("P's pid is reused after its death, and EOF is withheld by a leaked write end", () => {
  it("goes unnoticed by a child that asks with signal 0", async () => {
    const { report, expectInnocentAlive } = await reuseTheParent(nodeFixture("asks-signal-0.mjs"), {
      bound: false,
    });
    const answered = report.of("answered" as never).length;
    await report.message("answered" as never, { count: answered + 30 });
    expect(report.of("hook")).toEqual([]);
    await expectInnocentAlive();
  });

  it("goes unnoticed without a probe", async () => {
    const { port } = await reuseTheParent(childFixture({ port: true, bind: { probeInterval: 0 } }), {
      bound: true,
    });
    for (const end = performance.now() + 2 * probeInterval; performance.now() < end; ) {
      expect(await portIsFree(port)).toBe(false);
    }
  });

  const ways = [
    { way: "its direct child", wrap: (child: Command) => child, evidence: "reparented" },
    {
      way: "behind a shell",
      wrap: (child: Command) => ({ command: "sh", args: ["-c", `${asShell(child)} & wait`] }),
      evidence: "pid-reused",
    },
  ];
  for (const { way, wrap, evidence } of ways) {
    it(`is noticed within two probe intervals by C, ${way}`, async () => {
      const child = wrap(childFixture({ port: true, bind: { probeInterval } }));
      const { report, port, reusedAt, expectInnocentAlive } = await reuseTheParent(child, { bound: true });
      const hook = await report.message("hook");
      expect(hook).toMatchObject({ reason: "parent-exited", evidence });
      expect(hook.clock - reusedAt).toBeLessThan(2 * probeInterval + lateness);
      await until("the port to be free", () => portIsFree(port));
      await expectInnocentAlive();
    });
  }
});
