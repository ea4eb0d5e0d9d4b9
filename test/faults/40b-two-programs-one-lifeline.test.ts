import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StopReport } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import {
  asShell,
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  type ProcessIdentity,
  startBystander,
  startHandmade,
  startHost,
  temporaryDirectory,
  until,
} from "../support/index.js";

const GRACE_PERIOD = 20_000;
/** A program that is no child of ours, and tidies up when it is asked. */
const FOREIGN = `sh -c 'trap "echo > $TIDIED; exit" TERM; echo > $UP; while :; do sleep 0.05; done'`;

interface Options {
  plain?: boolean;
  /** Without a heartbeat the next word after HELLO is STOP. */
  heartbeatInterval?: number;
}

/** P with a shell that runs this script. */
function startShell(script: string, { plain = false, heartbeatInterval = 2_000 }: Options = {}) {
  const folder = temporaryDirectory();
  const paths = {
    GO: join(folder, "go"),
    UP: join(folder, "up"),
    TIDIED: join(folder, "tidied"),
    AFTER: join(folder, "after"),
  };
  const report = createReport<ChildReports>();
  const lifeline = { gracePeriod: GRACE_PERIOD, heartbeatInterval };
  const child = { command: "sh", args: ["-c", script], lifeline, options: { stdio: "ignore" } };
  const host = startHost({ plain, children: [child] }, { env: { ...report.env, ...paths } });
  const up = async (count: number) => identify((await report.message("up", { count, timeout: 20_000 })).pid);
  const stop = async () => {
    host.send({ do: "stop" });
    return (await host.message("stopped")).report;
  };
  const hooks = () => report.of("hook").map(({ pid }) => pid);
  return { host, report, up, stop, hooks, ...paths };
}

const program = (spec: ChildSpec = {}) => asShell(childFixture(spec));
const pids = (list: readonly ProcessIdentity[]) => list.map(({ pid }) => pid).sort();

/** Nobody had to be killed, and the grace period has not been waited for. */
function expectToBeGraceful({ duration, ...report }: StopReport) {
  expect(report).toMatchObject({ forced: false, killed: [], survivors: [] });
  expect(duration).toBeLessThan(GRACE_PERIOD / 2);
}

/** By stop(), or by the death of P. */
async function end(
  { host, stop }: ReturnType<typeof startShell>,
  how: "stop" | "kill",
  children: ProcessIdentity[],
) {
  const bystander = startBystander();
  if (how === "stop") expectToBeGraceful(await stop());
  else host.kill("SIGKILL");
  await expectDead(children);
  bystander.expectAlive();
}

describe("a shell that runs two programs at once, which share a lifeline", () => {
  const both = `${program()} & ${program()} & wait`;

  /** The second is started when the first has bound. */
  async function startOneByOne(heartbeatInterval: number) {
    const wait = "while [ ! -e $GO ]; do sleep 0.02; done";
    const shell = startShell(`${program()} & ${wait}; ${program()} & wait`, { heartbeatInterval });
    await shell.host.message("bound");
    writeFileSync(shell.GO, "");
    return { shell, children: [await shell.up(1), await shell.up(2)] };
  }

  it("leaks both by plain spawn, when its parent dies and it is ended itself", async () => {
    const unbound = program({ bind: false });
    const { host, up } = startShell(`${unbound} & ${unbound} & wait`, { plain: true });
    const children = [await up(1), await up(2)];
    const [shell = 0] = (await host.message("spawned")).pids;
    killByIdentity(identify(shell));
    host.kill("SIGKILL");
    await host.exit;
    await Promise.all(children.map((each) => expectAliveFor(each, 300)));
  });

  it("binds the first where the second has taken six bytes out of HELLO", async () => {
    const { socket, hello, report, child } = startHandmade();
    const whole = hello();
    socket.write(whole.slice(0, 6) + whole.slice(12));
    await report.message("bound");
    socket.destroy();
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
    expect(await child.exit).toEqual({ code: 0, signal: null });
  });

  for (const how of ["stop", "kill"] as const) {
    // Whoever is quicker binds.
    it(`lets both finish: ${how}`, async () => {
      const shell = startShell(both);
      const children = [await shell.up(1), await shell.up(2)];
      await shell.host.message("bound");
      await end(shell, how, children);
      expect(shell.hooks().sort()).toEqual(pids(children));
    });

    // Where none comes, it may be STOP that the wrong one reads.
    for (const heartbeatInterval of [0, 50])
      it(`lets both finish where the first is bound already: ${how}, heartbeats each ${heartbeatInterval} ms`, async () => {
        const { shell, children } = await startOneByOne(heartbeatInterval);
        await end(shell, how, children);
        expect(shell.hooks().sort()).toEqual(pids(children));
      });
  }

  it("releases both, whoever reads that", async () => {
    const { shell, children } = await startOneByOne(0);
    shell.host.send({ do: "release" });
    await shell.host.message("released");
    await Promise.all(children.map((each) => expectAliveFor(each, 1_500)));
    expect(shell.hooks()).toEqual([]);
  });
});

describe("a shell that runs one program after the other", () => {
  it("lets the second finish: stop", async () => {
    const shell = startShell(`${program()}; ${program()}; :`);
    await shell.host.message("bound");
    killByIdentity(await shell.up(1));
    const second = await shell.up(2);
    await end(shell, "stop", [second]);
    expect(shell.hooks()).toEqual([second.pid]);
  });
});

describe("a shell that runs a program of ours", () => {
  for (const [how, where, before] of [
    ["stop", "in its group", ""],
    ["kill", "in its group", ""],
    ["stop", "in a session of its own", "setsid "],
    ["kill", "in a session of its own", "setsid "],
  ] as const)
    it(`${where}, beside another, lets that finish: ${how}`, async () => {
      const shell = startShell(`${FOREIGN} & ${before}${program()} & wait`);
      await shell.host.message("bound");
      await until("the other to run", () => existsSync(shell.UP));
      await end(shell, how, [await shell.up(1)]);
      await until("it to have tidied up", () => existsSync(shell.TIDIED));
    });

  for (const how of ["stop", "kill"] as const)
    it(`and has something to do when that has ended, may do it: ${how}`, async () => {
      const shell = startShell(`${program({ onShutdown: { delay: 2_500 } })}; echo > $AFTER`);
      await shell.host.message("bound");
      await end(shell, how, [await shell.up(1)]);
      await until("it to be done", () => existsSync(shell.AFTER));
      expect(shell.report.of("hook-done")).toHaveLength(1);
    });
});
