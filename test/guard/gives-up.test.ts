import { describe, expect } from "vitest";
import { freeze, hasFreezer } from "../support/freezer.js";
import { expectAliveFor, expectDead, isDead, isRoot, itNeeds, until } from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import { startClock, uptime } from "./clock.js";
import { isIdle, newId, SHELLS, startChild, startGuard } from "./driver.js";

describe.each(SHELLS)("the guard under $name, before a process that cannot be ended", (shell) => {
  const it = itNeeds(shell.needs, isRoot, hasFreezer, canUnshareMounts);

  it("looks on for ten seconds after it has found it, and then gives up", async () => {
    let ahead = 0;
    const { prefix } = startClock(() => uptime() + ahead);
    const guard = startGuard(shell, { prefix });
    const { leader, lines } = startChild(guard, "exec sleep 3600", { grace: 0 });
    await freeze(leader);
    guard.say(...lines, `release ${newId()}`);
    await until("it to have read all", () => isIdle(guard));
    guard.hangUp();
    await expectAliveFor(guard.identity, 300);
    ahead = 8_000;
    await expectAliveFor(guard.identity, 300);
    ahead = 11_000;
    await expectDead(guard.identity);
    expect(isDead(leader)).toBe(false);
  });
});
