import { describe, expect, it } from "vitest";
import { expectGuardGone } from "../support/guards.js";
import {
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  killByIdentity,
  nodeFixture,
  type Stamp,
  startBystander,
  startHost,
} from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

interface Reports {
  up: Stamp;
  bound: Stamp;
  foreign: { pid: number };
}

const SLEEP = { command: "sleep", args: ["3600"] };
const TELL = `tell() { echo '{"type":"'$1'","pid":'$$'}' >> "$LIFELINE_TEST_REPORT"; }; `;
const OBEDIENT = "trap 'tell asked; exit' TERM; ";
const DEAF = "trap 'tell asked' TERM; ";

interface Case {
  plain?: boolean;
  /** F hangs on C by a lifeline of its own. */
  nested?: boolean;
  foreign?: string;
  /** That of the outer lifeline. The inner one has 20 s: more than any test waits. */
  gracePeriod?: number;
}

/** P with two children: C, which is the parent of F, and a sibling of C. */
async function startNested({
  plain = false,
  nested = !plain,
  foreign = OBEDIENT,
  gracePeriod = 20_000,
}: Case) {
  const bystander = startBystander(SLEEP);
  const report = createReport<Reports>();
  const script = `${TELL}${foreign}tell foreign; while :; do sleep 0.05; done`;
  const inner = { command: "bash", args: ["-c", script], lifeline: { gracePeriod: 20_000 } };
  const middle = nodeFixture("middle.mjs", { plain, nested, ...inner });
  const options = { stdio: "ignore", detached: true };
  const children = [
    { ...middle, options, lifeline: { gracePeriod } },
    { ...SLEEP, options, lifeline: { gracePeriod } },
  ];
  const host = startHost({ plain, children }, { env: report.env });
  const sibling = identify((await host.message("spawned")).pids[1] as number);
  const child = identify((await report.message("up")).pid);
  if (!plain) await host.message("bound");
  const { pid } = await report.message("foreign");
  const order = () => report.messages.map(({ type }) => type).filter((type) => type !== "bound");
  return { host, report, child, sibling, foreign: identify(pid), order, bystander };
}

describe("the outermost parent is killed", () => {
  async function killTheOutermost(given: Case) {
    const nest = await startNested(given);
    nest.host.kill("SIGKILL");
    await nest.host.exit;
    return nest;
  }

  it("leaks all without us", async () => {
    const { child, foreign, sibling } = await killTheOutermost({ plain: true });
    await expectAliveFor(foreign, 300);
    expect([child, sibling].filter(isDead)).toEqual([]);
  });

  it("ends all, each asked by its own parent", async () => {
    const { host, child, foreign, sibling, order, bystander } = await killTheOutermost({ plain: false });
    await expectDead([child, foreign, sibling]);
    expect(order().slice(2)).toEqual(["hook", "asked", "inner-exit", "hook-done"]);
    await expectGuardGone(host.pid);
    await expectGuardGone(child.pid);
    bystander.expectAlive();
  });

  it("ends all when its grace period is over, also where the inner parent is stopped and its child deaf", async () => {
    const nest = await startNested({ foreign: DEAF, gracePeriod: 300 });
    await stopInItsSleep(nest.child);
    nest.host.kill("SIGKILL");
    await expectDead([nest.child, nest.foreign, nest.sibling]);
    expect(nest.order()).not.toContain("hook");
    nest.bystander.expectAlive();
  });
});

describe("the inner parent ends", () => {
  async function killTheInner({ plain }: { plain: boolean }) {
    const nest = await startNested({ plain });
    killByIdentity(nest.child);
    await nest.host.message((each) => each.type === "exit" && each.index === 0);
    return nest;
  }

  it("leaks its child without us", async () => {
    const { foreign } = await killTheInner({ plain: true });
    await expectAliveFor(foreign, 300);
  });

  it("takes its own child with it, and nobody else", async () => {
    const { host, child, sibling, foreign, bystander } = await killTheInner({ plain: false });
    await expectDead(foreign);
    await expectGuardGone(child.pid);
    await expectAliveFor(sibling, 300);
    expect(isDead(host.identity)).toBe(false);
    bystander.expectAlive();
  });

  it("is not what the end of its child is", async () => {
    const { report, child, foreign, order } = await startNested({ foreign: DEAF });
    killByIdentity(foreign);
    await report.message("inner-exit");
    await expectAliveFor(child, 300);
    expect(order()).not.toContain("hook");
  });
});

describe("stop() of the outer lifeline", () => {
  async function stopTheOuter(given: Case) {
    const nest = await startNested(given);
    nest.host.send({ do: "stop" });
    const { report: stopped } = await nest.host.message("stopped");
    expect([nest.child, nest.foreign].filter((each) => !isDead(each))).toEqual([]);
    expect(isDead(nest.sibling)).toBe(false);
    nest.bystander.expectAlive();
    return { ...nest, stopped };
  }

  it("asks C, and C asks F", async () => {
    const { order, stopped } = await stopTheOuter({ nested: true });
    expect(order().slice(2)).toEqual(["hook", "asked", "inner-exit", "hook-done"]);
    expect(stopped).toMatchObject({ exitCode: 0, forced: false, killed: [], survivors: [] });
  });

  it("asks C, and then F itself, where no lifeline stands between", async () => {
    const { order, stopped } = await stopTheOuter({ nested: false });
    expect(order().slice(2)).toEqual(["hook", "hook-done", "asked"]);
    expect(stopped).toMatchObject({ exitCode: 0, forced: false, killed: [], survivors: [] });
  });

  it("leaves F to C until the grace period is over, and then kills it", async () => {
    const nest = await startNested({ foreign: DEAF, gracePeriod: 300 });
    await stopInItsSleep(nest.child);
    nest.host.send({ do: "stop" });
    const { report: stopped } = await nest.host.message("stopped");
    expect(nest.order()).not.toContain("asked");
    const killed = stopped.killed.map(({ pid }) => pid);
    expect(killed).toEqual(expect.arrayContaining([nest.child.pid, nest.foreign.pid]));
    expect(stopped).toMatchObject({ signal: "SIGKILL", forced: true, survivors: [] });
    expect(isDead(nest.foreign)).toBe(true);
  });
});
