import { describe, expect } from "vitest";
import {
  canLimit,
  createCgroup,
  expectDead,
  fixture,
  type HostMessages,
  itNeeds,
  nodeFixture,
  requireTool,
  start,
  startBystander,
  until,
} from "../support/index.js";

const it = itNeeds(canLimit("pids"), requireTool("python3"));
const limit = 40;
const gracePeriod = 1_000;

/** P, its guard and a fork bomb share a cgroup that holds no process more; then P is killed. */
async function killTheParent(where: string, { plain }: { plain: boolean }) {
  const cgroup = createCgroup("pids");
  cgroup.write("pids.max", limit);
  const bystander = startBystander({ command: "python3", args: ["-c", "import time; time.sleep(3600)"] });
  const bomb = { command: "python3", args: [fixture("fork-bomb.py"), where], options: { stdio: "ignore" } };
  const spec = { plain, children: [{ ...bomb, lifeline: { gracePeriod } }] };
  const { command, args } = cgroup.holding(nodeFixture("host.mjs", spec));
  const host = start<HostMessages>(command, args);
  const left = () => cgroup.pids();
  const isFull = () => Number(cgroup.read("pids.current")) >= limit;
  await until("the limit to be reached", isFull);
  host.kill("SIGKILL");
  await expectDead(host.identity);
  // The bomb takes what P has left before anybody else can use it.
  await until("the limit to be reached again", isFull, { interval: 1 });
  return { cgroup, left, bystander };
}

describe.each(["stay", "leave"])(
  "the process limit is reached when P dies, by processes that %s",
  (where) => {
    it("leaks them all without us", async () => {
      const { cgroup, left } = await killTheParent(where, { plain: true });
      try {
        for (const until = performance.now() + 2 * gracePeriod; performance.now() < until; ) {
          expect(left().length).toBeGreaterThan(limit / 2);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      } finally {
        await cgroup.end();
      }
    });

    it("ends them all, and the guard ends", async () => {
      const { cgroup, left, bystander } = await killTheParent(where, { plain: false });
      try {
        // As many busy processes as the limit allows, for a few cores, are in the way of the guard too.
        await until("the cgroup to be empty", () => left().length === 0, { timeout: 40_000 });
      } finally {
        await cgroup.end();
      }
      bystander.expectAlive();
    });
  },
);
