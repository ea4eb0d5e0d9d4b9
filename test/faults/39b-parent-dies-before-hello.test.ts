import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import {
  allProcesses,
  type ChildReports,
  carriers,
  childFixture,
  commandLine,
  createReport,
  expectAliveFor,
  expectDead,
  type HostChild,
  itNeeds,
  portIsFree,
  requireTool,
  start,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

const itNeedsStrace = itNeeds(requireTool("strace"));

/** A foreign child that leaves a process in a session of its own. */
const FOREIGN = { command: "bash", args: ["-c", "setsid sleep 3600 & sleep 3600; :"] };

/** The parent is killed while its child is a mere copy of it, held at the entrance of execve(2). */
async function killBeforeHello(
  child: HostChild,
  { plain, guard = true }: { plain: boolean; guard?: boolean },
) {
  const bystander = startBystander();
  const report = createReport<ChildReports>();
  const mark = { LIFELINE_TEST_FAULT: randomUUID() };
  // One that is there before, so that the guard is.
  const first = { command: "sleep", args: ["3600"] };
  const host = startHost({ plain, children: [first] }, { env: { ...report.env, ...mark } });
  await host.message("spawned");
  const hold = ["-e", "trace=execve", "-e", "inject=execve:delay_enter=60s"];
  const tracer = start("strace", ["-f", "-qq", "-o", "/dev/null", ...hold, "-p", `${host.pid}`]);
  await until("the tracer to be attached", () => /^TracerPid:\s*[1-9]/m.test(statusOf(host.pid)));
  host.send({ do: "spawn", children: [{ ...child, lifeline: { guard, gracePeriod: 1_000 } }] });
  const copy = await until("a copy of the parent", () =>
    allProcesses().find(({ pid, ppid }) => ppid === host.pid && commandLine(pid) === commandLine(host.pid)),
  );
  host.kill("SIGKILL");
  tracer.kill("SIGKILL");
  await host.exit;
  const entry = `LIFELINE_TEST_FAULT=${mark.LIFELINE_TEST_FAULT}`;
  return { report, copy, bystander, left: () => carriers(entry) };
}

function statusOf(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, "latin1");
}

describe("the parent dies after the fork and before HELLO", () => {
  itNeedsStrace("leaks the child without a lifeline", async () => {
    const { report, copy } = await killBeforeHello(childFixture({ bind: false, port: true }), {
      plain: true,
    });
    const { port = 0 } = await report.message("up");
    await expectAliveFor(copy, 300);
    expect(await portIsFree(port)).toBe(false);
  });

  itNeedsStrace("ends a child that binds, by the EOF alone", async () => {
    const { report, copy, bystander } = await killBeforeHello(childFixture({ port: true }), {
      plain: false,
      guard: false,
    });
    const { reason, evidence } = await report.message("hook");
    expect(reason).toBe("parent-exited");
    expect(evidence).toMatch(/^(eof|reset)$/);
    expect(report.of("bound")).toEqual([]);
    await expectDead(copy);
    const [up] = report.of("up");
    await until("the port to be free", () => portIsFree(up?.port ?? 0));
    bystander.expectAlive();
  });

  itNeedsStrace("leaks a foreign tree without a lifeline", async () => {
    const { copy } = await killBeforeHello(FOREIGN, { plain: true });
    await expectAliveFor(copy, 300);
  });

  itNeedsStrace("ends a foreign tree, of which the guard was never told whom it has", async () => {
    const { left, bystander } = await killBeforeHello(FOREIGN, { plain: false });
    await until("all of it to be gone", () => left().length === 0, { survivors: left });
    bystander.expectAlive();
  });
});
