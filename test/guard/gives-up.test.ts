import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { freeze, hasFreezer } from "../support/freezer.js";
import {
  expectAliveFor,
  expectDead,
  isDead,
  isRoot,
  itNeeds,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import { isIdle, newId, SHELLS, startChild, startGuard } from "./driver.js";

/** A clock that can be put forward, in the place of /proc/uptime. */
function startClock() {
  const path = join(temporaryDirectory(), "uptime");
  let ahead = 0;
  const tick = () => {
    const now = Number(readFileSync("/proc/uptime", "latin1").split(" ")[0]) + ahead;
    writeFileSync(path, `${now.toFixed(2)} 0.00\n`, { flag: "r+" });
  };
  writeFileSync(path, "");
  tick();
  const timer = setInterval(tick, 5);
  onTestFinished(() => clearInterval(timer));
  const prefix = ["unshare", "--mount", "sh", "-c", `mount --bind '${path}' /proc/uptime && exec "$@"`, "sh"];
  return {
    prefix,
    putForward(seconds: number) {
      ahead += seconds;
    },
  };
}

describe.each(SHELLS)("the guard under $name, before a process that cannot be ended", (shell) => {
  const it = itNeeds(shell.needs, isRoot, hasFreezer, canUnshareMounts);

  it("looks on for ten seconds after it has found it, and then gives up", async () => {
    const { prefix, putForward } = startClock();
    const guard = startGuard(shell, { prefix });
    const { leader, lines } = startChild(guard, "exec sleep 3600", { grace: 0 });
    await freeze(leader);
    guard.say(...lines, `release ${newId()}`);
    await until("it to have read all", () => isIdle(guard));
    guard.hangUp();
    await expectAliveFor(guard.identity, 300);
    putForward(8);
    await expectAliveFor(guard.identity, 300);
    putForward(3);
    await expectDead(guard.identity);
    expect(isDead(leader)).toBe(false);
  });
});
