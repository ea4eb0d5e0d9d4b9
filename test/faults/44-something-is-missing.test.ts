import { describe, expect } from "vitest";
import {
  type ChildReports,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isRoot,
  itNeeds,
  portIsFree,
  requireTool,
  startBystander,
  startHost,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import {
  withHiddenProcesses,
  withoutProc,
  withoutPrograms,
  withProcessesOnly,
} from "../support/poor-system.js";

const itNeedsMounts = itNeeds(isRoot, canUnshareMounts, requireTool("setpriv", { package: "util-linux" }));

interface Reports extends Pick<ChildReports, "up" | "bound" | "shutdown" | "hook"> {
  foreign: { leader: number; member: number };
}

/** A foreign tree, with a process that left the group in a way that needs no program. */
const FOREIGN = {
  command: "bash",
  args: [
    "-c",
    `set -m; sleep 3600 & echo '{"type":"foreign","leader":'$$',"member":'$!'}' >> "$LIFELINE_TEST_REPORT"; wait`,
  ],
  options: { stdio: "ignore" },
  lifeline: { gracePeriod: 500 },
};

async function startThere(prefix: [string, ...string[]], { plain }: { plain: boolean }) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const report = createReport<Reports>();
  const bind = plain ? (false as const) : { probeInterval: 20 };
  const bound = { ...childFixture({ port: true, bind }), lifeline: { gracePeriod: 500 } };
  const host = startHost({ plain, children: [FOREIGN, bound] }, { env: report.env }, prefix);
  const { leader, member } = await report.message("foreign");
  const foreign = [identify(leader), identify(member)];
  const { pid, port = 0 } = await report.message("up");
  if (!plain) await host.message("bound");
  return { host, report, foreign, child: identify(pid), port, bystander };
}

const full = { eof: true, guard: true, group: true, cookie: true, kernel: false };

const systems = {
  "no /bin/sh": {
    prefix: () => withoutPrograms(["sh"]),
    holds: { ...full, guard: false },
    why: "there is no /bin/sh",
  },
  "a /bin/sh that is none": {
    prefix: () => withoutPrograms([], { sh: "false" }),
    holds: { ...full, guard: false },
    why: "it died 5 times within 10 s",
  },
  "no setsid, ps, pgrep, kill": {
    prefix: () => withoutPrograms(["setsid", "ps", "pgrep", "kill"]),
    holds: full,
  },
  "no grep, which reads the process table for the guard": {
    prefix: () => withoutPrograms(["grep"]),
    holds: full,
  },
  "no /proc": {
    prefix: withoutProc,
    holds: { ...full, guard: false, group: false, cookie: false },
    why: "/proc does not show processes here",
  },
  "a /proc that shows processes and nothing else": { prefix: withProcessesOnly, holds: full },
  "a /proc that hides other users' processes": { prefix: withHiddenProcesses, holds: full },
};

for (const [name, { prefix, holds, ...lost }] of Object.entries(systems)) {
  describe(`the system has ${name}`, () => {
    itNeedsMounts("leaks without a lifeline", async () => {
      const { host, foreign, child } = await startThere(prefix(), { plain: true });
      host.kill("SIGKILL");
      await host.exit;
      await Promise.all([...foreign, child].map((each) => expectAliveFor(each, 200)));
    });

    itNeedsMounts("runs, says what is lost, and the lifeline works", async () => {
      const { host, report, foreign, child, port, bystander } = await startThere(prefix(), {
        plain: false,
      });
      await expectAliveFor(child, 300);
      expect(report.of("shutdown")).toEqual([]);
      const why = "why" in lost ? lost.why : undefined;
      if (why !== undefined) await until("the warning", () => host.stderr.includes(why));
      host.send({ do: "inspect", index: 1 });
      const { protection } = await host.message("inspected");
      const active = Object.entries(protection).map(([mechanism, { active }]) => [mechanism, active]);
      expect(Object.fromEntries(active)).toEqual(holds);
      if (why !== undefined) expect(protection.guard?.why).toBe(why);
      expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(why === undefined ? 1 : 2);

      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(child);
      await until("the port to be free", () => portIsFree(port));
      // Without its tools a guard looks much longer.
      if (holds.guard) await expectDead(foreign, 40_000);
      // Nothing was promised, and nothing else ends it.
      else await Promise.all(foreign.map((each) => expectAliveFor(each, 200)));
      bystander.expectAlive();
    });
  });
}
