import type { LifelineOptions } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { startBystander } from "./bystander.js";
import { registerForKilling } from "./cleanup.js";
import type { Interpreter } from "./fixtures.js";
import { type Host, startHost } from "./host.js";
import { identify, isDead, type ProcessIdentity } from "./processes.js";
import { createReport } from "./reports.js";
import { expectAliveFor, expectDead } from "./wait.js";

const SAY = `say() { echo '{"type":"up","pid":'$1'}' >> "$LIFELINE_TEST_REPORT"; }; `;

export interface Tree {
  readonly host: Host;
  readonly leader: number;
  readonly member: ProcessIdentity;
}

interface TreeOptions {
  plain?: boolean;
  lifeline?: LifelineOptions;
  /** Instead of this Node. */
  runtime?: Interpreter | undefined;
}

/**
 * A host with one foreign child, a bash that runs this script. The script says the pid of the process that matters with
 * `say`; where that is its last step, it has ended.
 */
export async function startTree(
  script: string,
  { plain = false, lifeline = {}, runtime }: TreeOptions = {},
): Promise<Tree> {
  const report = createReport<{ up: { pid: number } }>();
  const host = startHost(
    {
      plain,
      children: [{ command: "bash", args: ["-c", SAY + script], lifeline, options: { stdio: "ignore" } }],
    },
    { env: report.env },
    [],
    runtime,
  );
  const { pids } = await host.message("spawned");
  // By its identity, because one without an environment carries no mark by which the clean-up could find it.
  const member = registerForKilling(identify((await report.message("up")).pid));
  // When its lifeline says that it is closed, the guard has been told.
  if (script.endsWith("say $!")) await host.message(plain ? "exit" : "closed");
  return { host, leader: pids[0] as number, member };
}

/** The same tree three times: its parent is killed, it is stopped, and, as the control, its parent is killed without us. */
export function describeTree(
  name: string,
  script: string,
  { gracePeriod = 20_000, forced = false } = {},
): void {
  describe(name, () => {
    const lifeline = { gracePeriod };

    it("is gone when its parent is killed", async () => {
      const bystander = startBystander({ command: "sleep", args: ["3600"] });
      const { host, member } = await startTree(script, { lifeline });
      const began = performance.now();
      host.kill("SIGKILL");
      await expectDead(member);
      const lasted = performance.now() - began;
      if (forced) expect(lasted).toBeGreaterThanOrEqual(gracePeriod - 10);
      else expect(lasted).toBeLessThan(gracePeriod);
      bystander.expectAlive();
    });

    it("is gone after stop(), and shown by members() before", async () => {
      const bystander = startBystander({ command: "sleep", args: ["3600"] });
      const { host, member } = await startTree(script, { lifeline });
      host.send({ do: "members" });
      const { members } = await host.message("members");
      expect(members.map(({ pid }) => pid)).toContain(member.pid);
      host.send({ do: "stop" });
      const { report } = await host.message("stopped");
      expect(isDead(member)).toBe(true);
      expect(report).toMatchObject({ forced, survivors: [] });
      expect(report.killed.some(({ pid }) => pid === member.pid)).toBe(forced);
      if (forced) expect(report.duration).toBeGreaterThanOrEqual(gracePeriod);
      bystander.expectAlive();
    });

    it("leaks without us", async () => {
      const { host, member } = await startTree(script, { plain: true });
      host.kill("SIGKILL");
      await host.exit;
      await expectAliveFor(member, 300);
    });
  });
}
