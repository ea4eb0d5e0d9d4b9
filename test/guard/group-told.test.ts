import { describe, expect } from "vitest";
import { isDead, itNeeds, type ProcessIdentity, start, until } from "../support/index.js";
import { endLeader, isIdle, newId, SHELLS, startGuard, startScrubbed } from "./driver.js";

/** What its parent says of the group of an ended leader: who was in it, and when that one began. */
type Told = (member: ProcessIdentity) => readonly [pid: number, start: string | number];

describe.each(SHELLS)("the guard under $name, of the group of a leader that ended long ago", (shell) => {
  const it = itNeeds(shell.needs);

  /** Only the group proves the member: it has no cookie. */
  async function isMemberEnded(told: Told, { isClosed = false, isTreeTold = true } = {}): Promise<boolean> {
    const guard = startGuard(shell);
    const { id, leader, lines, member } = await startScrubbed(guard);
    await endLeader(leader);
    // So that its own is not the usual ending, and is remembered.
    guard.say(`tree ${newId()} 10 TERM`);
    // The first of them has never been.
    const group = `group ${id} ${leader.pid} 4194304 1 ${told(member).join(" ")}`;
    const again = isTreeTold ? [lines[0] as string] : [];
    guard.say(...lines, `closed ${id}`, ...again, group, ...(isClosed ? [`closed ${id}`] : []));
    await until("it to have read all", () => isIdle(guard));
    guard.hangUp();
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    return isDead(member);
  }

  it("ends it while one that it was told of is in it", async () => {
    expect(await isMemberEnded(({ pid, start }) => [pid, start])).toBe(true);
  });

  it("does so too where it is not told again how that tree ends", async () => {
    expect(await isMemberEnded(({ pid, start }) => [pid, start], { isTreeTold: false })).toBe(true);
  });

  it("leaves it alone when the one that it was told of is another process by now", async () => {
    expect(await isMemberEnded(({ pid, start }) => [pid, Number(start) - 1])).toBe(false);
  });

  it("leaves it alone when the one that it was told of is elsewhere by now, and that one too", async () => {
    const elsewhere = start("sleep", ["3600"], { stdio: "ignore" }).identity;
    expect(await isMemberEnded(() => [elsewhere.pid, elsewhere.start])).toBe(false);
    expect(isDead(elsewhere)).toBe(false);
  });

  it("leaves it alone when it is told that this has ended, too", async () => {
    expect(await isMemberEnded(({ pid, start }) => [pid, start], { isClosed: true })).toBe(false);
  });
});
