import { describe, expect } from "vitest";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import {
  asShell,
  type ChildReports,
  type Command,
  childFixture,
  createReport,
  expectDead,
  type HostChild,
  identify,
  itNeeds,
  portIsFree,
  readProcess,
  requireTool,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

const itNeedsTracer = itNeeds(requireTool("strace"));

/** As `dlv exec` is: it traces the app, in a group of its own, and job control gives it that here. */
function chain(app: Command): HostChild {
  const server = `strace -f -qq -o /dev/null -e trace=none ${asShell(app)}`;
  return {
    command: "bash",
    args: ["-c", `set -m; ${server} & wait`],
    options: { stdio: "ignore", detached: true },
  };
}

interface Case {
  plain: boolean;
  deaf?: boolean;
}

async function startChain({ plain, deaf = false }: Case) {
  const bystander = startBystander();
  const report = createReport<ChildReports>();
  const app = childFixture({ bind: false, port: true, ignore: deaf ? ["SIGTERM"] : [] });
  const lifeline = { gracePeriod: deaf ? 300 : 20_000 };
  const host = startHost({ plain, children: [{ ...chain(app), lifeline }] }, { env: report.env });
  const { pid, ppid, port = 0 } = await report.message("up");
  const [supervisor = 0] = (await host.message("spawned")).pids;
  expect(readProcess(ppid)).toMatchObject({ command: "strace", ppid: supervisor, pgid: ppid });
  const processes = [identify(supervisor), identify(ppid), identify(pid)];
  return { host, processes, app: identify(pid), port, bystander };
}

describe.each([false, true])(
  "a supervisor, a debug server in a group of its own, an app that is deaf: %s",
  (deaf) => {
    async function stopIt({ plain }: { plain: boolean }) {
      const started = await startChain({ plain, deaf });
      started.host.send({ do: "stop" });
      const { report } = await started.host.message("stopped");
      return { ...started, report, isFree: await portIsFree(started.port) };
    }

    itNeedsTracer("holds the port when the supervisor has been ended, without us", async () => {
      expect((await stopIt({ plain: true })).isFree).toBe(false);
    });

    itNeedsTracer("has freed the port when stop() resolves", async () => {
      const { isFree, report, processes, app, bystander } = await stopIt({ plain: false });
      expect(isFree).toBe(true);
      expect(report).toMatchObject({ forced: deaf, survivors: [] });
      expect(report.killed.some(({ pid }) => pid === app.pid)).toBe(deaf);
      await expectDead(processes);
      bystander.expectAlive();
    });

    async function killTheParent({ plain }: { plain: boolean }) {
      const started = await startChain({ plain, deaf });
      started.host.kill("SIGKILL");
      await started.host.exit;
      return started;
    }

    itNeedsTracer("holds the port when P is dead, without us", async () => {
      expect(await portIsFree((await killTheParent({ plain: true })).port)).toBe(false);
    });

    itNeedsTracer("frees the port when P is dead", async () => {
      const { host, processes, port, bystander } = await killTheParent({ plain: false });
      await expectEndedByGuard(processes);
      await until("the port to be free", () => portIsFree(port));
      await expectGuardGone(host.pid);
      bystander.expectAlive();
    });
  },
);
