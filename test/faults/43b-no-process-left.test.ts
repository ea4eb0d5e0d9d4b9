import { describe, expect } from "vitest";
import { guardOf } from "../support/guards.js";
import {
  expectAliveFor,
  expectDead,
  identify,
  itNeeds,
  registerForKilling,
  requireTool,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

const itNeedsStrace = itNeeds(requireTool("strace"));

/** It has no cookie: a guard knows it by what it is told, or not at all. */
const SCRUBBED = { command: "env", args: ["-i", "sleep", "3600"], options: { stdio: "ignore" } };

const shortages = {
  "no process": { call: "clone", code: "EAGAIN" },
  "no socket": { call: "socketpair", code: "EMFILE" },
} as const;

/** What the test itself has inherited would make the guard start twice, and the count of its spawns wrong. */
const WITHOUT_DESCRIPTORS = [
  "bash",
  "-c",
  'for fd in $(ls /proc/$$/fd); do [ $fd -lt 16 ] || eval "exec $fd>&-"; done; exec "$@"',
  "bash",
] as const;

/** A parent of which the system refuses the first so many; that is one a spawn. */
function startRefused(
  shortage: keyof typeof shortages,
  {
    plain = false,
    refusals,
    children = [SCRUBBED],
  }: { plain?: boolean; refusals: string; children?: object[] },
) {
  const { call, code } = shortages[shortage];
  const inject = `inject=${call}:error=${code}:when=${refusals}`;
  return startHost({ plain, children }, {}, [
    ...WITHOUT_DESCRIPTORS,
    "strace",
    // The tracer is no parent: the pid is that of the host.
    ..."-D -f -qq --seccomp-bpf -o /dev/null -e signal=none".split(" "),
    ...["-e", `trace=${call}`, "-e", inject],
  ]);
}

describe.each(Object.keys(shortages) as (keyof typeof shortages)[])(
  "there is %s left for the parent",
  (shortage) => {
    itNeedsStrace("fails as spawn fails, and is closed", async () => {
      const extra = { ...SCRUBBED, options: { stdio: ["ignore", "ignore", "ignore", "pipe"] } };
      const hosts = [
        startRefused(shortage, { plain: true, refusals: "1+", children: [extra] }),
        startRefused(shortage, { refusals: "1+" }),
      ];
      const [spawned, tied] = await Promise.all(hosts.map((host) => host.message("error")));
      expect(tied).toEqual(spawned);
      expect(tied?.code).toBe(shortages[shortage].code);
      const [, host] = hosts;
      await host?.message("closed");
      await until("the warning", () => host?.stderr.includes("LIFELINE_UNGUARDED"));
      expect(host?.stderr).not.toMatch(/unhandled/i);
    });

    itNeedsStrace("works again when there is: a child that failed leaves no trace", async () => {
      // The guard, and not the child.
      const host = startRefused(shortage, { refusals: "2" });
      await host.message("error");
      host.send({ do: "spawn", children: [SCRUBBED] });
      const { pids } = await host.message("spawned", { count: 2 });
      const child = registerForKilling(identify(pids[0] as number));
      host.kill("SIGKILL");
      await expectDead(child);
      expect(host.stderr).not.toContain("LIFELINE_UNGUARDED");
    });

    async function refuseTheGuard({ guard }: { guard: boolean }) {
      const bystander = startBystander({ command: "sleep", args: ["3600"] });
      const lifeline = { guard, gracePeriod: 300 };
      const host = startRefused(shortage, {
        refusals: guard ? "1" : "9",
        children: [{ ...SCRUBBED, lifeline }],
      });
      const { pids } = await host.message("spawned");
      const child = registerForKilling(identify(pids[0] as number));
      return { host, child, bystander };
    }

    itNeedsStrace(
      "starts a guard that could not be started as soon as it can, for children before it too",
      async () => {
        const { host, child, bystander } = await refuseTheGuard({ guard: true });
        await until("a guard", () => guardOf(host.pid));
        host.send({ do: "inspect" });
        expect((await host.message("inspected")).protection.guard?.active).toBe(true);
        expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(2);
        expect(host.stderr).toContain(shortages[shortage].code);
        host.kill("SIGKILL");
        await expectDead(child);
        bystander.expectAlive();
      },
    );

    itNeedsStrace("leaks such a child where no guard is wanted", async () => {
      const { host, child } = await refuseTheGuard({ guard: false });
      host.kill("SIGKILL");
      await host.exit;
      await expectAliveFor(child, 300);
    });
  },
);
