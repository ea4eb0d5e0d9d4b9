import { describe, expect, it } from "vitest";
import { Leader } from "../../packages/parent/src/leader.js";
import { Tree } from "../../packages/parent/src/tree/tree.js";
import { readStat } from "../../packages/system/src/identity.js";
import { expectDead, isDead, type ProcessIdentity, start, until } from "../support/index.js";

/** A child of this process that began in a later tick than this one; without it, just a child. */
function startSleeper(before?: ProcessIdentity) {
  return until("a child of a later tick", () => {
    const { process: child, identity } = start("sleep", ["3600"], { stdio: "ignore" });
    return identity.start !== before?.start && { child, identity };
  });
}

// A pid can be given out again between the look and the signal, but not while a test could arrange it: here the one who
// signals is told of another start, or of another pid.
describe.each([
  { whose: "its own", isReused: false },
  { whose: "that of another by now", isReused: true },
])("a pid that is $whose, right before the signal", ({ isReused }) => {
  it(`is ${isReused ? "spared" : "signalled"} as a member`, async () => {
    const { identity } = await startSleeper();
    const stat = readStat(identity.pid);
    if (stat === undefined) throw new Error("/proc does not show our own child");
    const tree = new Tree(stat, `/${"0".repeat(32)}`);
    const start = isReused ? String(Number(stat.start) - 1) : stat.start;
    expect(tree.signal({ ...stat, start, isOurs: true }, "SIGKILL")).toBe(isReused ? "gone" : "sent");
    if (isReused) expect(isDead(identity)).toBe(false);
    else await expectDead(identity);
  });

  it(`is ${isReused ? "spared" : "signalled"} as the leader`, async () => {
    const { child, identity } = await startSleeper();
    const leader = new Leader(child);
    const other = await startSleeper(identity);
    if (isReused) Object.assign(child, { pid: other.identity.pid });
    expect(leader.signal("SIGKILL")).toBe(isReused ? "gone" : "sent");
    expect(isDead(other.identity)).toBe(false);
    if (!isReused) await expectDead(identity);
  });
});
