import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  commandLine,
  expectAliveFor,
  expectDead,
  isDead,
  itNeeds,
  killByIdentity,
  readProcess,
  registerForKilling,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import {
  childrenOf,
  endLeader,
  isIdle,
  newId,
  residentMemory,
  SHELLS,
  startChild,
  startGuard,
  startScrubbed,
} from "./driver.js";

const FOREVER = "sleep 3600";

describe.each(SHELLS)("the guard under $name", (shell) => {
  const it = itNeeds(shell.needs);

  it("ends a tree that obeys, wherever it went", async () => {
    const guard = startGuard(shell);
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const { leader, lines } = startChild(
      guard,
      `${FOREVER} & setsid ${FOREVER} & env -i ${FOREVER} & nohup ${FOREVER} > /dev/null 2>&1 & wait`,
    );
    const members = await until("four to be started", () => {
      const found = childrenOf(leader.pid);
      return found.length === 4 && found.every(({ pid }) => commandLine(pid).startsWith("sleep")) && found;
    });
    for (const member of members) registerForKilling(member);
    guard.say(...lines);
    await expectAliveFor(leader, 50);
    guard.hangUp();
    await expectDead([leader, ...members]);
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    bystander.expectAlive();
  });

  it("kills what does not obey, not before the grace period", async () => {
    const guard = startGuard(shell);
    const { leader, lines } = startChild(guard, `trap '' TERM; while :; do ${FOREVER}; done`, { grace: 500 });
    guard.say(...lines);
    const [member] = await until("it to run", () => {
      const found = childrenOf(leader.pid);
      return found.length === 1 && found;
    });
    const began = performance.now();
    guard.hangUp();
    await expectAliveFor(leader, 400);
    await expectDead([leader, member as typeof leader]);
    // Its clock has ticks of 10 ms.
    expect(performance.now() - began).toBeGreaterThanOrEqual(490);
  });

  for (const { name, onTerm, isKilled } of [
    {
      name: "spares what has let go of the tree since it was asked",
      onTerm: `exec env -u LIFELINE_TREE ${FOREVER}`,
      isKilled: false,
    },
    {
      name: "kills what has become another program since, and is still of the tree",
      onTerm: `exec ${FOREVER}`,
      isKilled: true,
    },
  ]) {
    it(name, async () => {
      const guard = startGuard(shell);
      const up = join(temporaryDirectory(), "up");
      const member = `trap '${onTerm}' TERM; echo > ${up}; while :; do sleep 0.02; done`;
      const { leader, lines } = startChild(guard, `setsid bash -c "${member}" & wait`, {
        grace: isKilled ? 1_000 : 3_000,
      });
      await until("it to hear signals", () => existsSync(up));
      const other = await until("it to run", () =>
        childrenOf(leader.pid).find(({ pid }) => commandLine(pid).startsWith("bash -c trap")),
      );
      registerForKilling(other);
      guard.say(...lines);
      guard.hangUp();
      await until("it to be asked", () => isDead(other) || commandLine(other.pid) === FOREVER);
      await guard.exit;
      expect(isDead(other)).toBe(isKilled);
    });
  }

  it("leaves to who has been asked what that one starts to tidy up, and asks what it leaves behind", async () => {
    const guard = startGuard(shell);
    const folder = temporaryDirectory();
    const [up, tidied, left] = ["up", "tidied", "left"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const helper = `sh -c "sleep 0.7; echo > ${tidied}; :"`;
    const onTerm = `${helper}; ${FOREVER} & echo $! > ${left}; exit`;
    const member = `onTerm() { ${onTerm}; }; trap onTerm TERM; echo > ${up}; while :; do sleep 0.02; done`;
    const { leader, lines } = startChild(guard, `bash -c '${member}'; :`, { grace: 20_000 });
    await until("it to hear signals", () => existsSync(up));
    guard.say(...lines);
    const began = performance.now();
    guard.hangUp();
    const pid = await until(
      "it to leave something behind",
      () => existsSync(left) && readFileSync(left, "latin1"),
    );
    await expectDead(leader);
    // It may be gone before it can be looked at.
    await until("that to be gone", () => (readProcess(Number(pid))?.state ?? "Z") === "Z");
    expect(existsSync(tidied)).toBe(true);
    expect(performance.now() - began).toBeLessThan(10_000);
    await guard.exit;
  });

  it("lets a bound leader shut itself down, and kills it half a second after its grace period", async () => {
    const guard = startGuard(shell);
    const { id, leader, lines } = startChild(guard, `exec ${FOREVER}`, { grace: 300 });
    guard.say(...lines, `bound ${id} 1`);
    const began = performance.now();
    guard.hangUp();
    await expectDead(leader);
    expect(performance.now() - began).toBeGreaterThanOrEqual(790);
  });

  it("asks the leader of who is bound a second after that has ended", async () => {
    const guard = startGuard(shell);
    const record = join(temporaryDirectory(), "asked");
    const { id, leader, lines } = startChild(
      guard,
      `trap 'echo > ${record}; exit' TERM; ${FOREVER} & while :; do sleep 0.02; done`,
    );
    const binder = await until("it to run", () =>
      childrenOf(leader.pid).find(({ pid }) => commandLine(pid) === FOREVER),
    );
    registerForKilling(binder);
    guard.say(...lines, `bound ${id} 1 ${binder.pid} ${binder.start}`);
    guard.hangUp();
    await expectAliveFor(leader, 300);
    const ended = performance.now();
    killByIdentity(binder);
    await expectDead(leader);
    // The guard's clock has ticks of 10 ms.
    expect(performance.now() - ended).toBeGreaterThanOrEqual(990);
    expect(existsSync(record)).toBe(true);
  });

  it("finds a tree of which it was told nothing", async () => {
    const guard = startGuard(shell);
    const { leader } = startChild(guard, `exec ${FOREVER}`);
    guard.hangUp();
    await expectDead(leader);
  });

  it("leaves alone what was released, what is of another parent, and a leader that is another process", async () => {
    const guard = startGuard(shell);
    const released = startChild(guard, `exec ${FOREVER}`);
    const stranger = startChild({ ...guard, root: `/${newId()}` }, `exec ${FOREVER}`);
    const other = startChild({ ...guard, root: `/${newId()}` }, `exec ${FOREVER}`);
    guard.say(...released.lines, `release ${released.id}`);
    guard.say(
      `tree ${other.id} 10 TERM`,
      `leader ${other.id} ${other.leader.pid} ${Number(other.leader.start) - 1} 1`,
    );
    guard.hangUp();
    await guard.exit;
    for (const { leader } of [released, stranger, other]) expect(isDead(leader)).toBe(false);
  });

  // Its group is its own while the kernel has not come by its number again; once it is said to have ended, nobody knows.
  for (const isClosed of [false, true]) {
    const what = "what scrubbed its environment in the group of a leader that";
    it(`${isClosed ? "leaves alone" : "ends"} ${what} ${isClosed ? "is known to have" : "has just"} ended`, async () => {
      const guard = startGuard(shell);
      const { id, leader, lines, member } = await startScrubbed(guard);
      guard.say(...lines);
      await until("it to have read all", () => isIdle(guard));
      await endLeader(leader);
      if (isClosed) guard.say(`closed ${id}`);
      guard.hangUp();
      await guard.exit;
      expect(isDead(member)).toBe(!isClosed);
    });
  }

  it("asks a tree within the tree only when its time is over", async () => {
    const guard = startGuard(shell);
    const { leader, lines } = startChild(
      guard,
      `LIFELINE_TREE=$LIFELINE_TREE/${newId()} setsid ${FOREVER} & ${FOREVER} & wait`,
      { grace: 2_500 },
    );
    const [inner] = await until("both to be started", () => {
      const found = childrenOf(leader.pid).filter(({ pid }) => commandLine(pid).startsWith("sleep"));
      return (
        found.length === 2 &&
        found.sort(
          (a, b) =>
            Number(readProcess(b.pid)?.session === b.pid) - Number(readProcess(a.pid)?.session === a.pid),
        )
      );
    });
    guard.say(...lines);
    guard.hangUp();
    await expectDead(leader);
    await expectAliveFor(inner as typeof leader, 300);
    await expectDead(inner as typeof leader);
  });

  it("stays small with a thousand children, forgets them, and shows its name", async () => {
    const guard = startGuard(shell);
    const ids = Array.from({ length: 1_000 }, newId);
    for (const id of ids) guard.say(`tree ${id} 500 TERM`, `leader ${id} ${4_000_000 + ids.indexOf(id)} 1 1`);
    await until("it to have read all", () => isIdle(guard));
    expect(residentMemory(guard.pid)).toBeLessThanOrEqual(shell.memory);
    expect(commandLine(guard.pid)).toContain(`lifeline-guard ${process.pid}`);
    expect(commandLine(guard.pid).length).toBeLessThan(100);
    guard.hangUp();
    await guard.exit;
  });

  it("forgets an ended tree, but not what its parent usually asks for", async () => {
    const guard = startGuard(shell);
    const heard = join(temporaryDirectory(), "heard");
    const ready = `${heard}.ready`;
    const { id, leader, lines } = startChild(
      guard,
      `trap 'echo USR1 > ${heard}; exit' USR1; echo > ${ready}; while :; do sleep 0.02; done`,
    );
    await until("the trap", () => existsSync(ready));
    guard.say(...lines.map((line) => line.replace("TERM", "USR1")), `closed ${id}`);
    await until("it to have read all", () => isIdle(guard));
    guard.hangUp();
    await expectDead(leader);
    expect(readFileSync(heard, "latin1")).toBe("USR1\n");
  });
});
