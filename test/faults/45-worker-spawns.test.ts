import { describe, expect, it } from "vitest";
import {
  allProcesses,
  type ChildReports,
  commandLine,
  createReport,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  isDead,
  type ProcessIdentity,
  start,
  startBystander,
  until,
} from "../support/index.js";

interface Reports extends Pick<ChildReports, "up" | "bound" | "hook"> {
  tree: { thread: "main" | "worker"; leader: number; member: number };
}

async function startThreads({ plain }: { plain: boolean }) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const report = createReport<Reports>();
  const args = [fixture("worker-host.mjs"), plain ? "plain" : "tied"];
  const host = start<{ "worker-gone": object }>(process.execPath, args, { env: report.env });
  await report.message("tree", { count: 2 });
  const up = await report.message("up");
  if (!plain) await report.message("bound");
  const treeOf = (name: string): ProcessIdentity[] => {
    const tree = report.of("tree").find(({ thread }) => thread === name);
    return [identify(tree?.leader ?? 0), identify(tree?.member ?? 0)];
  };
  const trees = { main: treeOf("main"), worker: treeOf("worker"), bound: identify(up.pid) };
  return { host, report, ...trees, bystander };
}

function guardsOf(parent: number) {
  const title = new RegExp(`lifeline-guard ${parent}$`);
  return allProcesses().filter((each) => !isDead(each) && title.test(commandLine(each.pid)));
}

const ends = { terminate: "it is terminated", exit: "it exits", throw: "it throws" };

describe.each(Object.entries(ends))("a worker thread that has spawned ends: %s, %s", (order) => {
  it("leaks its trees without a lifeline", async () => {
    const { host, worker, bound } = await startThreads({ plain: true });
    host.send(order);
    await host.message("worker-gone");
    await Promise.all([...worker, bound].map((each) => expectAliveFor(each, 300)));
  });

  it("ends with its trees, while those of the main thread live on", async () => {
    const { host, report, main, worker, bound, bystander } = await startThreads({ plain: false });
    expect(guardsOf(host.pid)).toHaveLength(2);
    host.send(order);
    await host.message("worker-gone");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead([...worker, bound]);
    // It takes three more looks to end itself; after that it would be too late to touch anything.
    await until("the worker's guard to be gone", () => guardsOf(host.pid).length === 1);
    expect(main.map(isDead)).toEqual([false, false]);
    expect(isDead(host.identity)).toBe(false);
    host.kill("SIGKILL");
    await expectDead(main);
    bystander.expectAlive();
  });
});

describe("a process is killed whose main thread and worker have spawned", () => {
  it("ends with the trees of both", async () => {
    const { host, main, worker, bound, bystander } = await startThreads({ plain: false });
    host.kill("SIGKILL");
    await expectDead([...main, ...worker, bound]);
    bystander.expectAlive();
  });
});
