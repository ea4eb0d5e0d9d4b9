import { describe, expect, it } from "vitest";
import {
  createReport,
  expectAliveFor,
  expectDead,
  type HostChild,
  identify,
  isDead,
  killByIdentity,
  registerForKilling,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

const SAY = `say() { echo '{"type":"up","pid":'$1'}' >> "$LIFELINE_TEST_REPORT"; }; `;
const FOREVER = "sleep 3600";

/** Each starts one process in its own way of getting away, says its pid, and waits. */
const SHAPES = [
  { name: "in the group", script: `${FOREVER} & say $!; wait`, forced: false },
  { name: "behind setsid", script: `setsid ${FOREVER} & say $!; wait`, forced: false },
  { name: "behind nohup", script: `nohup ${FOREVER} > /dev/null 2>&1 & say $!; wait`, forced: false },
  { name: "after a double fork", script: `( setsid ${FOREVER} & say $! ); ${FOREVER} & wait`, forced: false },
  {
    name: "behind Node's detached",
    script: `node -e 'const c = require("child_process").spawn("sleep", ["3600"], { detached: true, stdio: "ignore" });
      c.unref(); console.log(c.pid)' | { read -r pid; say "$pid"; }; ${FOREVER} & wait`,
    forced: false,
  },
  { name: "without an environment, in the group", script: `env -i ${FOREVER} & say $!; wait`, forced: false },
  { name: "whose leader has ended", script: `${FOREVER} & say $!`, forced: false },
  { name: "that is stopped", script: `${FOREVER} & kill -STOP $!; say $!; wait`, forced: false },
  {
    name: "that ignores SIGTERM",
    script: `trap '' TERM; ${FOREVER} & say $!; trap - TERM; wait`,
    forced: true,
  },
] as const;

async function stopTree(script: string, lifeline: HostChild["lifeline"]) {
  const report = createReport<{ up: { pid: number } }>();
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const host = startHost(
    { children: [{ command: "bash", args: ["-c", SAY + script], lifeline, options: { stdio: "ignore" } }] },
    { env: report.env },
  );
  // By its identity, because one without an environment carries no mark by which the clean-up could find it.
  const member = registerForKilling(identify((await report.message("up")).pid));
  // The pid is said before the shell's next step: an exec, or its own end.
  if (script.endsWith("say $!")) await host.message("exit");
  host.send({ do: "members" });
  const { members } = await host.message("members");
  host.send({ do: "stop" });
  const { report: stopped } = await host.message("stopped");
  return { member, members, stopped, bystander };
}

describe.each(SHAPES)("a tree with a process $name", ({ name, script, forced }) => {
  it("is shown by members() and ended by stop()", async () => {
    const gracePeriod = forced ? 300 : 20_000;
    const { member, members, stopped, bystander } = await stopTree(script, { gracePeriod });
    expect(members.map(({ pid }) => pid)).toContain(member.pid);
    expect(isDead(member)).toBe(true);
    expect(stopped).toMatchObject({ forced, survivors: [] });
    if (forced) {
      expect(stopped.killed.map(({ pid }) => pid)).toContain(member.pid);
      expect(stopped.duration).toBeGreaterThanOrEqual(gracePeriod);
    } else expect(stopped.killed).toEqual([]);
    bystander.expectAlive();
  });

  it("leaks that process with tree: false", async () => {
    const { member } = await stopTree(script, { tree: false, gracePeriod: 300 });
    if (name === "that is stopped") expect(isDead(member)).toBe(false);
    else await expectAliveFor(member, 200);
  });
});

describe("a tree that keeps forking", () => {
  it("is ended to a fixpoint", async () => {
    // Each process starts two and ends, in sessions of their own, deaf to SIGTERM.
    const script = `trap '' TERM; churn() { while :; do setsid bash -c 'sleep 0.02' & sleep 0.01; done; };
      for i in 1 2 3 4 5 6 7 8; do churn & done; say $!; wait`;
    const { stopped, member } = await stopTree(script, { gracePeriod: 200 });
    expect(stopped).toMatchObject({ forced: true, survivors: [] });
    expect(isDead(member)).toBe(true);
  });
});

describe("nested lifelines", () => {
  async function startNested() {
    const report = createReport<{ up: { pid: number } }>();
    const foreign = {
      command: "bash",
      args: ["-c", `${SAY}say $$; ${FOREVER} & wait`],
      options: { stdio: "ignore" },
      // Its guard would end it when its parent dies; here it is to be left behind.
      lifeline: { guard: false },
    };
    const outer = startHost(
      {
        children: [
          {
            args: [
              new URL("../fixtures/host.mjs", import.meta.url).pathname,
              JSON.stringify({ children: [foreign] }),
            ],
            // Not from a host that could be asked: its stdin must stay open, or it would end by itself.
            options: { stdio: ["ignore", "ignore", "ignore"] },
            lifeline: { gracePeriod: 20_000 },
          },
        ],
      },
      { env: report.env },
    );
    const leaf = identify((await report.message("up")).pid);
    outer.send({ do: "members" });
    const { members } = await outer.message("members");
    return { outer, leaf, members };
  }

  it("belong to the outer tree, and end with it", async () => {
    const { outer, leaf, members } = await startNested();
    expect(members.map(({ pid }) => pid)).toContain(leaf.pid);
    outer.send({ do: "stop", options: { gracePeriod: 300 } });
    const { report } = await outer.message("stopped");
    expect(report.survivors).toEqual([]);
    await expectDead(leaf);
  });

  it("are asked by their own parent, not over its head", async () => {
    const { outer, leaf, members } = await startNested();
    const host = members.find(({ command }) => command.includes("host.mjs"));
    expect(host).toBeDefined();
    killByIdentity(identify(host?.pid as number), "SIGKILL");
    await outer.message("exit");
    outer.send({ do: "stop", options: { gracePeriod: 1_000 } });
    // Nobody is left to ask the inner tree: it lives until the grace period is over.
    await expectAliveFor(leaf, 300);
    await until("the inner tree to end", () => isDead(leaf));
    const { report } = await outer.message("stopped");
    expect(report).toMatchObject({ forced: true, survivors: [] });
  });
});

describe.each([
  { how: "has let go of the tree", onTerm: `exec env -u LIFELINE_TREE ${FOREVER}`, isKilled: false },
  { how: "has become another program, and is still of the tree", onTerm: `exec ${FOREVER}`, isKilled: true },
])("a process that $how since it was asked", ({ onTerm, isKilled }) => {
  it(isKilled ? "is killed when the grace period is over" : "is spared", async () => {
    const member = `trap '${onTerm}' TERM; echo > "$READY"; while :; do sleep 0.02; done`;
    const script = `export READY="$LIFELINE_TEST_REPORT.ready"; setsid bash -c "${member}" & until [ -e "$READY" ]; do sleep 0.02; done; say $!; wait`;
    const { member: other, stopped } = await stopTree(script, { gracePeriod: isKilled ? 600 : 20_000 });
    expect(isDead(other)).toBe(isKilled);
    expect(stopped).toMatchObject({ forced: isKilled, survivors: [] });
  });
});
