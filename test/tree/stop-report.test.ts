import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { freeze, hasFreezer } from "../support/freezer.js";
import {
  createReport,
  expectDead,
  type HostMessages,
  identify,
  isDead,
  isRoot,
  itNeeds,
  killByIdentity,
  nodeFixture,
  type ProcessIdentity,
  readProcess,
  registerForKilling,
  requireTool,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { userOf } from "../support/users.js";

const TELL = `tell() { echo '{"type":"'$1'","pid":'$2'}' >> "$LIFELINE_TEST_REPORT"; }; `;
const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];
const ROOT = ["--reuid=0", "--regid=0", "--clear-groups"];
/** How long a tree may resist SIGKILL before stop() says who it is. */
const KILL_TIMEOUT = 2_000;

interface Spec {
  script: string;
  names: string[];
  gracePeriod?: number;
  /** What P is run by. */
  prefix?: string[];
}

/** P with one bash, and the processes that its script tells of. */
async function startTree({ script, names, gracePeriod = 300, prefix = [] }: Spec) {
  const report = createReport();
  const child = { command: "bash", args: ["-c", TELL + script], options: { stdio: "ignore" } };
  const host = nodeFixture("host.mjs", { children: [{ ...child, lifeline: { gracePeriod } }] });
  const [command = "", ...args] = [...prefix, host.command, ...host.args];
  const { send, message, identity: parent } = start<HostMessages>(command, args, { env: report.env });
  const processes: Record<string, ProcessIdentity> = {};
  for (const name of names) {
    const { pid } = await report.message(name);
    processes[name] = registerForKilling(identify(pid as number));
  }
  const stop = async () => {
    send({ do: "stop" });
    return (await message("stopped")).report;
  };
  return { parent, processes, stop };
}

const pids = (list: readonly { pid: number }[]) => list.map(({ pid }) => pid).sort();

describe("killed, in the report of stop()", () => {
  // What is ignored when a process is forked is ignored by it from the start.
  const sleepers = (trap: string) => `sleep 3600 & tell obedient $!; ${trap};
    sleep 3600 & tell inside $!; setsid sleep 3600 & tell outside $!; trap - TERM; tell leader $$; wait`;
  const names = ["obedient", "inside", "outside", "leader"];

  it("is empty where all obey", async () => {
    const { processes, stop } = await startTree({ script: sleepers(":"), names, gracePeriod: 20_000 });
    expect(await stop()).toMatchObject({ signal: "SIGTERM", forced: false, killed: [], survivors: [] });
    expect(Object.values(processes).filter((each) => !isDead(each))).toEqual([]);
  });

  it("names those who did not, and nobody else", async () => {
    const script = sleepers("trap '' TERM");
    // Time enough for the obedient one to be asked, and to obey.
    const { processes, stop } = await startTree({ script, names, gracePeriod: 1_500 });
    const { killed, ...report } = await stop();
    expect(report).toMatchObject({ signal: "SIGTERM", forced: true, survivors: [] });
    const { inside, outside } = processes as Record<"inside" | "outside", ProcessIdentity>;
    expect(pids(killed)).toEqual(pids([inside, outside]));
    expect(killed.map(({ command }) => command)).toEqual(["sleep 3600", "sleep 3600"]);
  });
});

describe("a member that P may not signal", () => {
  const itNeedsUsers = itNeeds(isRoot, requireTool("setpriv", { package: "util-linux" }));

  /**
   * P is nobody; as with sudo, a program that runs as its owner takes the user `ids`. The leader is deaf: when it has
   * been killed, so would be all that P may signal.
   */
  async function startAs(ids: string[], { skip }: TestContext) {
    const setuid = join(temporaryDirectory(), "setpriv");
    copyFileSync("/usr/bin/setpriv", setuid);
    chmodSync(setuid, 0o4755);
    const { parent, processes, stop } = await startTree({
      script: `trap '' TERM; ${setuid} ${ids.join(" ")} sleep 3600 & tell member $!; tell leader $$; wait`,
      names: ["member", "leader"],
      prefix: ["setpriv", ...NOBODY],
    });
    const { member, leader } = processes as Record<"member" | "leader", ProcessIdentity>;
    if (ids === ROOT && !(await userOf(member, "sleep").then((user) => user === 0)))
      skip("/tmp is mounted nosuid");
    return { parent, member, leader, stop };
  }

  itNeedsUsers("is killed where it has not changed its user", async (context) => {
    const { member, leader, stop } = await startAs(NOBODY, context);
    const { killed, survivors } = await stop();
    expect(survivors).toEqual([]);
    expect(pids(killed)).toEqual(pids([member, leader]));
  });

  itNeedsUsers("is reported as a survivor, and not as killed", async (context) => {
    const { member, leader, stop } = await startAs(ROOT, context);
    const { killed, survivors, forced, duration } = await stop();
    expect(survivors).toMatchObject([{ pid: member.pid, pgid: leader.pid, reason: "not-permitted" }]);
    expect(isDead(member)).toBe(false);
    expect(pids(killed)).toEqual([leader.pid]);
    expect(forced).toBe(true);
    expect(duration).toBeGreaterThanOrEqual(300 + KILL_TIMEOUT);
  });

  itNeedsUsers("is not reported as killed where somebody else ends it meanwhile", async (context) => {
    const { parent, member, leader, stop } = await startAs(ROOT, context);
    const stopped = stop();
    await expectDead(leader);
    // It waits for the next look: it has tried them all.
    await until("P to sleep", () => readProcess(parent.pid)?.state === "S");
    killByIdentity(member);
    expect(pids((await stopped).killed)).toEqual([leader.pid]);
  });
});

describe("a member in uninterruptible sleep", () => {
  const itNeedsFreezer = itNeeds(hasFreezer);

  async function stopIt({ frozen }: { frozen: boolean }) {
    const script = `sleep 3600 & tell member $!; wait`;
    const { processes, stop } = await startTree({ script, names: ["member"] });
    const member = processes.member as ProcessIdentity;
    const freezer = frozen ? await freeze(member) : undefined;
    return { member, freezer, report: await stop() };
  }

  itNeedsFreezer("is no survivor where it is not", async () => {
    const { member, report } = await stopIt({ frozen: false });
    expect(report).toMatchObject({ forced: false, killed: [], survivors: [] });
    expect(isDead(member)).toBe(true);
  });

  itNeedsFreezer("is reported as a survivor, and ends when it wakes", async () => {
    const { member, freezer, report } = await stopIt({ frozen: true });
    expect(report.survivors).toMatchObject([{ pid: member.pid, state: "D", reason: "uninterruptible" }]);
    expect(report).toMatchObject({ signal: "SIGTERM", forced: true, killed: [] });
    expect(report.duration).toBeGreaterThanOrEqual(300 + KILL_TIMEOUT);
    expect(isDead(member)).toBe(false);
    await freezer?.thaw();
    await expectDead(member);
  });
});
