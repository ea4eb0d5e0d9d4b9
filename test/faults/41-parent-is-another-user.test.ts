import { describe, expect } from "vitest";
import {
  asShell,
  type ChildSpec,
  type Command,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isRoot,
  itNeeds,
  nodeFixture,
  portIsFree,
  requireTool,
  start,
  startBystander,
  startHost,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import type { ServiceReports } from "../support/service.js";

const itNeedsUsers = itNeeds(isRoot, requireTool("setpriv", { package: "util-linux" }));
const itNeedsProc = itNeeds(isRoot, requireTool("setpriv", { package: "util-linux" }), canUnshareMounts);

const asNobody = (program: Command): Command => ({
  command: "setpriv",
  args: ["--reuid=65534", "--regid=65534", "--clear-groups", program.command, ...program.args],
});

const ways = {
  directly: asNobody,
  // Indirectly bound: not its own parent pid tells, but the identity of ours.
  "by a shell": (program: Command) => ({ command: "sh", args: ["-c", `${asShell(asNobody(program))}; :`] }),
};

async function killTheParent(
  way: keyof typeof ways,
  { plain, bind }: { plain: boolean; bind: ChildSpec["bind"] },
) {
  const bystander = startBystander();
  const report = createReport<ServiceReports>();
  const child = ways[way](childFixture({ port: true, bind }));
  const host = startHost({ plain, children: [child] }, { env: report.env });
  const up = await report.message("up");
  if (!plain) await host.message("bound");
  const identity = identify(up.pid);
  // Many probes of a parent that it may not signal.
  await expectAliveFor(identity, 300);
  expect(report.of("shutdown")).toEqual([]);
  host.kill("SIGKILL");
  await host.exit;
  return { report, child: identity, port: up.port ?? 0, bystander };
}

for (const way of ["directly", "by a shell"] as const) {
  describe(`the parent is another user, who starts the child ${way}`, () => {
    itNeedsUsers("leaks the child without a lifeline, when it is killed", async () => {
      const { child, port } = await killTheParent(way, { plain: true, bind: false });
      await expectAliveFor(child, 500);
      expect(await portIsFree(port)).toBe(false);
    });

    for (const probeInterval of [0, 20]) {
      itNeedsUsers(`ends the child when it is killed, with probeInterval ${probeInterval}`, async () => {
        const bind = { probeInterval };
        const { report, child, port, bystander } = await killTheParent(way, { plain: false, bind });
        const { reason, evidence } = await report.message("hook");
        expect(reason).toBe("parent-exited");
        expect(evidence).toMatch(
          probeInterval === 0 ? /^(eof|reset)$/ : /^(eof|reset|reparented|parent-\w+)$/,
        );
        await expectDead(child);
        await until("the port to be free", () => portIsFree(port));
        bystander.expectAlive();
      });
    }
  });
}

describe("a process of another user that is probed", () => {
  /** As on machines with hidepid: of other users not even the state is to be seen, so that signal 0 must tell. */
  const hidden = (program: Command) => {
    const script = `mount -t proc -o hidepid=2 none /proc && exec ${asShell(asNobody(program))}`;
    return { command: "unshare", args: ["--mount", "sh", "-c", script] };
  };

  async function probe(program: (pid: number) => Command) {
    const watched = start("sleep", ["1000"]);
    const report = createReport<ServiceReports>();
    const { command, args } = hidden(program(watched.pid));
    const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], env: report.env });
    await report.message("up");
    return { watched, report, child };
  }

  itNeedsProc("ends a child that takes EPERM for its death", async () => {
    const { report, child } = await probe((pid) => nodeFixture("takes-eperm-for-death.mjs", pid as never));
    expect(await report.message("mistaken")).toMatchObject({ code: "EPERM" });
    await expectDead(child.identity);
  });

  itNeedsProc("is alive while it is EPERM that signal 0 gives, and dead afterwards", async () => {
    const { watched, report, child } = await probe((parentPid) =>
      childFixture({ bind: { parentPid, probeInterval: 20 } }),
    );
    await expectAliveFor(child.identity, 300);
    expect(report.of("shutdown")).toEqual([]);
    watched.kill("SIGKILL");
    await watched.exit;
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "parent-gone" });
    await expectDead(child.identity);
  });
});
