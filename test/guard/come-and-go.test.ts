import { describe, expect } from "vitest";
import { expectDead, itNeeds, startBystander, until } from "../support/index.js";
import { isIdle, newId, residentMemory, SHELLS, startChild, startGuard } from "./driver.js";

describe.each(SHELLS)("the guard under $name, while children come and go", (shell) => {
  const it = itNeeds(shell.needs);

  it("stays small, and still knows the grace period of what an ended leader left behind", async () => {
    const guard = startGuard(shell);
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const { id, leader, lines } = startChild(guard, "trap '' TERM; exec sleep 3600", { grace: 400 });
    guard.say(...lines, `closed ${id}`);
    const comeAndGo = async (count: number) => {
      for (let each = 0; each < count; each++) {
        const other = newId();
        guard.say(`tree ${other} 77 INT`, `leader ${other} ${4_000_000 + each} 1 1`, `closed ${other}`);
      }
      await until("it to have read all", () => isIdle(guard), { timeout: 30_000 });
      return residentMemory(guard.pid);
    };
    const before = await comeAndGo(500);
    const after = await comeAndGo(2_500);
    // Each of them took 150 bytes or more.
    expect(after - before).toBeLessThan(100);
    expect(after).toBeLessThanOrEqual(shell.memory);
    const began = performance.now();
    guard.hangUp();
    await expectDead(leader);
    const took = performance.now() - began;
    expect(took).toBeGreaterThanOrEqual(390);
    // That of a tree of which it knows nothing is 5 s.
    expect(took).toBeLessThan(4_900);
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    bystander.expectAlive();
  });
});
