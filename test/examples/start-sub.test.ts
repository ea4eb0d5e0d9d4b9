import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  descendants,
  expectAliveFor,
  identify,
  isDead,
  killByIdentity,
  type ProcessIdentity,
  readProcess,
  start,
  startBystander,
  until,
} from "../support/index.js";
import { output, root } from "./example.js";

async function run({ plain }: { plain: boolean }) {
  const bystander = startBystander({ command: "sh", args: ["examples/start-sub/sub.sh"] });
  const args = ["examples/start-sub/parent.mjs", ...(plain ? ["--plain"] : [])];
  const parent = start("node", args, { cwd: root });
  const [, starter] = await output(parent, /^start: pid (\d+)$/m);
  const [, sub] = await output(parent, /^sub: pid (\d+)$/m);
  await output(parent, /^parent: pid \d+$/m);
  const sleep = await until("sub.sh to loop", () => descendants(Number(sub))[0]);
  return { parent, starter: identify(Number(starter)), sub: identify(Number(sub)), sleep, bystander };
}

type Running = Awaited<ReturnType<typeof run>>;

const ends = [
  { how: "its parent is killed", end: ({ parent }: Running) => parent.kill("SIGKILL") },
  { how: "start.sh is killed", end: ({ starter }: Running) => killByIdentity(starter, "SIGKILL") },
  { how: "it is stopped", end: ({ parent }: Running) => parent.kill("SIGINT") },
];

describe.each(ends)("examples/start-sub, when $how", ({ how, end }) => {
  it("leaves sub.sh without a lifeline", async () => {
    const running = await run({ plain: true });
    end(running);
    await running.parent.exit;
    await expectAliveFor(running.sub, 300);
    // Killed, the parent leaves both.
    expect(isDead(running.starter)).toBe(how !== "its parent is killed");
  });

  it("leaves nothing, and no zombie", async () => {
    const running = await run({ plain: false });
    const { parent, starter, sub, sleep, bystander } = running;
    end(running);
    await expectEndedByGuard([starter, sub, sleep]);
    for (const each of [starter, sub, sleep]) await until(`${each.pid} to be reaped`, () => isReaped(each));
    await parent.exit;
    if (how !== "its parent is killed") await output(parent, /^parent: nothing is left$/m);
    bystander.expectAlive();
  });
});

/** By its parent, or by pid 1 if that does it: what only pid 1 could still reap is not ours to bury. */
function isReaped({ pid, start }: ProcessIdentity): boolean {
  const found = readProcess(pid);
  return found?.start !== start || found.ppid === 1;
}
