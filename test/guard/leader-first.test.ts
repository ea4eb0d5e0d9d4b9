import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectAliveFor, expectDead, itNeeds, temporaryDirectory, until } from "../support/index.js";
import { SHELLS, startChild, startGuard } from "./driver.js";

describe.each(SHELLS)("the guard under $name", (shell) => {
  const it = itNeeds(shell.needs);

  it("asks what outlives the leader only when that has ended", async () => {
    const folder = temporaryDirectory();
    const [up, leaderAsked, memberAsked, go] = ["up", "leader", "member", "go"].map((name) =>
      join(folder, name),
    );
    const guard = startGuard(shell);
    const { leader, lines } = startChild(
      guard,
      `( trap 'echo > ${memberAsked}; exit' TERM; echo > ${up}; while :; do sleep 0.02; done ) &
      trap 'echo > ${leaderAsked}; until [ -e ${go} ]; do sleep 0.02; done; exit' TERM
      while :; do sleep 0.02; done`,
      { grace: 20_000 },
    );
    await until("the member to run", () => existsSync(`${up}`));
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
});
