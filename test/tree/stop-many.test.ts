import { expect, it } from "vitest";
import { expectDead, identify, startBystander, tie } from "../support/index.js";

const MANY = 60;

/** CPU, because it is the same on a busy machine. */
function usedBy<T>(action: () => Promise<T>): Promise<number> {
  const before = process.cpuUsage();
  return action().then(() => {
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
}

it("many trees at once look at the processes together: 60 cost less than 8 that are stopped in turn", async () => {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const children = Array.from({ length: MANY + 5 }, () =>
    tie("sleep", ["3600"], { stdio: "ignore", lifeline: { guard: false } }),
  );
  const leaders = children.map(({ pid }) => identify(pid as number));
  // The fewer are left, the less there is to look at: the dearest come first.
  const alone = await usedBy(async () => {
    for (const child of children.slice(0, 5)) await child.lifeline.stop();
  });
  const together = await usedBy(() => Promise.all(children.slice(5).map((child) => child.lifeline.stop())));
  expect(together / (alone / 5)).toBeLessThan(8);
  await expectDead(leaders);
  bystander.expectAlive();
});
