import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  type Command,
  canUnshare,
  childFixture,
  createReport,
  descendants,
  expectAliveFor,
  expectDead,
  type Host,
  identify,
  itNeeds,
  nodeFixture,
  type ProcessIdentity,
  portIsFree,
  requireTool,
  start,
  startBystander,
  startHost,
  temporaryDirectory,
  until,
} from "../support/index.js";
import type { ServiceReports } from "../support/service.js";

const itNeedsNamespace = itNeeds(canUnshare);
const itNeedsTrace = itNeeds(canUnshare, requireTool("strace"));

const ways = {
  "with the /proc of its parent": ["--pid", "--fork"],
  "with a /proc of its own": ["--pid", "--fork", "--mount-proc"],
} as const;

async function killTheParent(way: readonly string[], { plain }: { plain: boolean }) {
  const bystander = startBystander();
  const report = createReport<ServiceReports>();
  const program = childFixture({ port: true, bind: plain ? false : { probeInterval: 20 } });
  const child = { command: "unshare", args: [...way, program.command, ...program.args] };
  const host = startHost({ plain, children: [child] }, { env: report.env });
  const up = await report.message("up");
  expect(up.pid).toBe(1);
  if (!plain) await host.message("bound");
  // unshare and its child, which has another pid out here.
  const tree = await startedBy(host);
  expect(tree).toHaveLength(2);
  // Many probes, in a world where the number of its parent means nothing.
  await Promise.all(tree.map((each) => expectAliveFor(each, 200)));
  expect(report.of("shutdown")).toEqual([]);
  host.kill("SIGKILL");
  await host.exit;
  return { report, up, tree, port: up.port ?? 0, bystander };
}

/** Not all below the host: its guard is there too. */
async function startedBy(host: Host): Promise<ProcessIdentity[]> {
  const [pid = 0] = (await host.message("spawned")).pids;
  return [identify(pid), ...descendants(pid)];
}

describe.each(Object.entries(ways))("the child is in another pid namespace, %s", (_, way) => {
  itNeedsNamespace("is leaked without a lifeline", async () => {
    const { tree, port } = await killTheParent(way, { plain: true });
    await Promise.all(tree.map((each) => expectAliveFor(each, 300)));
    expect(await portIsFree(port)).toBe(false);
  });

  itNeedsNamespace("ends by the EOF", async () => {
    const { report, up, tree, port, bystander } = await killTheParent(way, { plain: false });
    expect(up).toMatchObject({ mode: "lifeline", launch: { mode: "lifeline" } });
    const { reason, evidence } = await report.message("hook");
    expect({ reason, evidence }).toEqual({
      reason: "parent-exited",
      evidence: expect.stringMatching(/^(eof|reset)$/),
    });
    await expectDead(tree);
    await until("the port to be free", () => portIsFree(port));
    bystander.expectAlive();
  });
});

// Each line of strace is one call, as in: 4711 kill(1, 0) = 0
const KILLS = "kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal";

interface Traced {
  program: Command;
  /** Without a lifeline the child has an unmarked pipe on stdin, and looks for its parent all the same. */
  plain?: boolean;
}

async function trace(way: readonly string[], { program, plain = true }: Traced) {
  const report = createReport<ServiceReports & { probed: object }>();
  const log = join(temporaryDirectory(), "strace");
  const strace = ["-f", "-qq", "-o", log, "-e", `trace=${KILLS}`, "-e", "signal=none"];
  const child = { command: "strace", args: [...strace, "unshare", ...way, program.command, ...program.args] };
  const host = startHost({ plain, children: [child] }, { env: report.env });
  const { mode } = await report.message("up");
  if (!plain) await report.message("bound");
  const tree = await startedBy(host);
  await Promise.all(tree.map((each) => expectAliveFor(each, 100)));
  return {
    report,
    mode,
    calls: () => (existsSync(log) ? readFileSync(log, "latin1") : "").split("\n").filter(Boolean),
    /** With it go the lifeline and stdin. */
    async endHost() {
      host.kill("SIGKILL");
      await host.exit;
      if (plain) await Promise.all(tree.map((each) => expectAliveFor(each, 100)));
      else await expectDead(tree);
    },
  };
}

describe.each(Object.entries(ways))("the system calls of a child in a pid namespace, %s", (_, way) => {
  itNeedsTrace("hold kill(0, 0) if it asks for its parent by hand", async () => {
    const { report, calls } = await trace(way, { program: nodeFixture("asks-parent-0.mjs") });
    await report.message("probed", { count: 2 });
    await until("the trace", () => calls().some((call) => /\bkill\(0, 0\)/.test(call)));
  });

  const cases = [
    { plain: false, bind: { parentPid: 2 }, expected: "lifeline" },
    { plain: true, bind: { parentPid: 2 }, expected: "standalone" },
    { plain: true, bind: { onStdinEnd: "shutdown" }, expected: "pipe" },
  ] as const;
  for (const { plain, bind, expected } of cases) {
    itNeedsTrace(`hold no signal to anybody: ${expected}, ${JSON.stringify(bind)}`, async () => {
      const program = childFixture({ bind: { probeInterval: 20, ...bind } });
      const { mode, calls, endHost } = await trace(way, { program, plain });
      expect(mode).toBe(expected);
      await endHost();
      // Nothing but signal 0, and to one process: 0 and below are groups.
      expect(calls().filter((call) => !/\bkill\([1-9]\d*, 0\)/.test(call))).toEqual([]);
    });
  }
});

describe("the first process of a container, its host's pipe on stdin", () => {
  async function endStdin(bind: object) {
    const report = createReport<ServiceReports>();
    const { command, args } = childFixture({ bind });
    const container = start("unshare", [...ways["with a /proc of its own"], command, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: report.env,
    });
    const { mode } = await report.message("up");
    container.process.stdin?.end();
    return { container, report, mode };
  }

  itNeedsNamespace("lives on at its end: nobody said that it means anything", async () => {
    const { container, mode } = await endStdin({});
    expect(mode).toBe("standalone");
    await expectAliveFor(container.identity, 300);
  });

  itNeedsNamespace("ends with it where stdin is named as the lifeline", async () => {
    const { container, report, mode } = await endStdin({ channel: "stdin" });
    expect(mode).toBe("lifeline");
    expect(await container.exit).toEqual({ code: 0, signal: null });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
  });
});
