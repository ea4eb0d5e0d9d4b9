import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  expectAliveFor,
  expectDead,
  isRoot,
  itNeeds,
  killByIdentity,
  requireTool,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import { startClock, uptime } from "./clock.js";
import { isIdle, SHELLS, startChild, startGuard } from "./driver.js";

describe.each(SHELLS)("the guard under $name", (shell) => {
  const it = itNeeds(shell.needs);

  it("asks what outlives the leader only when that has ended", async () => {
    const folder = temporaryDirectory();
    const [up, leaderUp, leaderAsked, memberAsked, go] = ["up", "leader-up", "leader", "member", "go"].map(
      (name) => join(folder, name),
    );
    const guard = startGuard(shell);
    const { leader, lines } = startChild(
      guard,
      `( trap 'echo > ${memberAsked}; exit' TERM; echo > ${up}; while :; do sleep 0.02; done ) &
      trap 'echo > ${leaderAsked}; until [ -e ${go} ]; do sleep 0.02; done; exit' TERM
      echo > ${leaderUp}
      while :; do sleep 0.02; done`,
      { grace: 20_000 },
    );
    await until("both to run", () => [up, leaderUp].every((path) => existsSync(`${path}`)));
    guard.say(...lines);
    guard.hangUp();
    await until("the leader to be asked", () => existsSync(`${leaderAsked}`));
    await expectAliveFor(leader, 300);
    expect(existsSync(`${memberAsked}`)).toBe(false);
    writeFileSync(`${go}`, "");
    await expectDead(leader);
    await until("the member to be asked", () => existsSync(`${memberAsked}`));
    expect(await guard.exit).toEqual({ code: 0, signal: null });
  });

  const itNeedsClock = itNeeds(shell.needs, isRoot, canUnshareMounts);

  itNeedsClock("asks what outlives a leader that began right before the parent's death", async () => {
    const folder = temporaryDirectory();
    const [asked, memberAsked] = ["leader", "member"].map((name) => join(folder, name));
    let stands: number | undefined;
    // Behind the guard's own start it would be taken for a container's, and set right.
    const { path, prefix } = startClock(() => stands ?? uptime() + 1_000);
    const guard = startGuard(shell, { prefix });
    const { leader, lines } = startChild(
      guard,
      `( trap 'echo > ${memberAsked}; exit' TERM; while :; do sleep 0.02; done ) &
      trap 'echo > ${asked}; exit' TERM
      while :; do sleep 0.02; done`,
      { grace: 20_000 },
    );
    stands = Number(leader.start) * 10;
    await until("the clock to stand", () => uptime(path) === stands);
    guard.say(...lines);
    await until("it to have read all", () => isIdle(guard));
    guard.hangUp();
    // In the tick in which it began, another could still get its pid.
    await expectAliveFor(leader, 300);
    expect(existsSync(`${asked}`)).toBe(false);
    stands = undefined;
    await expectDead(leader);
    await until("the member to be asked", () => existsSync(`${memberAsked}`));
    expect(await guard.exit).toEqual({ code: 0, signal: null });
  });

  const itNeedsUsers = itNeeds(shell.needs, isRoot, requireTool("setpriv", { package: "util-linux" }));
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

  itNeedsUsers(
    "waits also for a leader of another user, of which it sees little and which it may not ask",
    async () => {
      const folder = temporaryDirectory();
      chmodSync(folder, 0o777);
      const [up, memberAsked] = ["up", "member"].map((name) => join(folder, name));
      const guard = startGuard(shell, { prefix: nobody });
      const member = `trap "echo > ${memberAsked}; exit" TERM; echo > ${up}; while :; do sleep 0.02; done`;
      const { leader, lines } = startChild(guard, `${nobody.join(" ")} bash -c '${member}' & wait`, {
        grace: 20_000,
      });
      await until("the member to run", () => existsSync(`${up}`));
      guard.say(...lines);
      guard.hangUp();
      // For longer than the member is young.
      await expectAliveFor(leader, 1_000);
      expect(existsSync(`${memberAsked}`)).toBe(false);
      killByIdentity(leader);
      await until("the member to be asked", () => existsSync(`${memberAsked}`));
      expect(await guard.exit).toEqual({ code: 0, signal: null });
    },
  );
});
