import { describe, expect, it } from "vitest";
import {
  commandLine,
  createReport,
  descendants,
  expectDead,
  identify,
  itNeeds,
  killByIdentity,
  readProcess,
  type Started,
  start,
  startHost,
  until,
} from "../support/index.js";
import { hasPython, startInTerminal } from "../support/terminal.js";
import { lifeline, lifelineBin, outcomeOf, runWords } from "./lifeline.js";
import { listTrees, pictureOf, treesOf } from "./trees.js";

interface Scene {
  readonly run: Started;
  readonly pids: Record<string, number>;
}

/** A parent with one tree: a leader, six sleepers that look alike, one that was stopped, and one that is detached. */
async function startScene(): Promise<Scene> {
  const report = createReport<{ up: { pid: number; name: string } }>();
  const script = `
    say() { echo '{"type":"up","pid":'$1',"name":"'$2'"}' >> "$LIFELINE_TEST_REPORT"; }
    runs() { until grep -qx sleep /proc/$1/comm; do :; done; }
    for i in 1 2 3 4 5 6; do sleep 3601 & runs $!; done
    sleep 3602 & runs $!; kill -STOP $!; say $! stopped
    ( setsid sleep 3603 & runs $!; say $! detached )
    say $$ leader; wait`;
  const [command = "", ...args] = runWords({ command: "bash", args: ["-c", script] });
  const run = start(command, args, { env: report.env });
  await until("all to be up", () => report.of("up").length === 3);
  const pids = Object.fromEntries(report.of("up").map(({ name, pid }) => [name, pid]));
  await until("one to be stopped", () => readProcess(pids.stopped ?? 0)?.state === "T");
  return { run, pids };
}

describe("lifeline ps", () => {
  it("draws a tree: its parent, its guard, who looks alike as one, who is stopped or detached", async () => {
    const { run, pids } = await startScene();
    const lines = await pictureOf(run.pid);
    const [tree] = await treesOf(run.pid);
    const id = `#${tree?.id.slice(0, 8)}`;
    const age = /\d+[smh]/.source;
    const expected = [
      `^${run.pid} lifeline run -- bash -c .*  guard ${tree?.guard}  ${age}$`,
      `^├─ ${pids.leader} bash -c .*  ${id}  ${age}$`,
      `^│  ├─ 6 × sleep 3601  \\(\\d+…\\d+\\)  ${age}$`,
      `^│  └─ ${pids.stopped} sleep 3602  stopped  ${age}$`,
      `^└─ ${pids.detached} sleep 3603  detached  ${id}  ${age}$`,
    ];
    expect(lines).toHaveLength(expected.length);
    for (const [index, line] of expected.entries()) expect(lines[index]).toMatch(new RegExp(line));
  });

  it("has all of it as JSON", async () => {
    const { run, pids } = await startScene();
    const [tree, ...others] = await treesOf(run.pid);
    expect(others).toEqual([]);
    expect(tree).toMatchObject({ within: null, isOrphaned: false, parent: { pid: run.pid, isAlive: true } });
    expect(tree?.cookie).toBe(`/${tree?.parent.id}/${tree?.id}`);
    expect(tree?.members).toHaveLength(9);
    const leader = tree?.members.find(({ pid }) => pid === pids.leader);
    expect(leader).toMatchObject({
      ppid: run.pid,
      pgid: pids.leader,
      start: identify(pids.leader ?? 0).start,
    });
  });

  it("shows a nested tree below the process that holds it", async () => {
    const report = createReport<{ up: { pid: number } }>();
    const inner = runWords({
      command: "sh",
      args: ["-c", `echo '{"type":"up","pid":'$$'}' >> "$LIFELINE_TEST_REPORT"; sleep 3604`],
    });
    const [command = "", ...args] = runWords({ command: inner[0] as string, args: inner.slice(1) });
    const run = start(command, args, { env: report.env });
    const { pid } = await report.message("up");
    const isAsleep = () => descendants(run.pid).some((each) => commandLine(each.pid) === "sleep 3604");
    await until("it to sleep", isAsleep);
    const lines = await pictureOf(run.pid);
    const expected = [
      /^\d+ lifeline run -- .*node .*run -- sh -c .* {2}guard \d+/,
      /^└─ \d+ lifeline run -- sh -c .* {2}guard \d+ {2}#/,
      /^ {3}└─ \d+ sh -c .* {2}#/,
      /^ {6}└─ \d+ sleep 3604 {2}\d/,
    ];
    expect(lines).toHaveLength(expected.length);
    for (const [index, line] of expected.entries()) expect(lines[index]).toMatch(line);
    const [outer] = await treesOf(run.pid);
    const nested = (await listTrees()).find(({ members }) => members.some((member) => member.pid === pid));
    expect(nested?.within).toBe(outer?.id);
  });

  it("shows a tree that is orphaned: its parent is gone, and it had no guard", async () => {
    const host = startHost({
      children: [
        { command: "sleep", args: ["3605"], options: { stdio: "ignore" }, lifeline: { guard: false } },
      ],
    });
    const { pids } = await host.message("spawned");
    host.kill("SIGKILL");
    await host.exit;
    const [tree] = await treesOf(host.pid);
    expect(tree).toMatchObject({ isOrphaned: true, guard: null, parent: { isAlive: false, command: null } });
    expect((await pictureOf(host.pid)).map((line) => line.replace(/ {2}.*$/, ""))).toEqual([
      `${host.pid} is gone: its tree is orphaned`,
      `└─ ${pids[0]} sleep 3605`,
    ]);
    const orphan = identify(pids[0] ?? 0);
    killByIdentity(orphan);
    await expectDead(orphan);
    expect(await treesOf(host.pid)).toEqual([]);
  });

  it("is no wider than it may be, and plain ASCII where the locale is", async () => {
    const { run } = await startScene();
    for (const columns of [40, 60, 100]) {
      for (const line of await pictureOf(run.pid, { COLUMNS: String(columns) }))
        expect(line.length).toBeLessThanOrEqual(columns);
    }
    const ascii = await pictureOf(run.pid, { LC_ALL: "C" });
    expect(ascii[1]).toMatch(/^\|- /);
    expect(ascii.join("")).toMatch(/^[\x20-\x7e]*$/);
  });

  it("lets no command line write to the terminal", async () => {
    const evil = "\x1b]0;title\x07\x1b[2J\nnext line\u202e";
    const [command = "", ...args] = runWords({
      command: "bash",
      args: ["-c", `exec -a "$0" sleep 3607`, evil],
    });
    const run = start(command, args);
    await until("it to run", async () => (await treesOf(run.pid))[0]?.members[0]?.command.endsWith("3607"));
    const { stdout } = await outcomeOf(lifeline(["ps"], { env: { LC_ALL: "C.UTF-8" } }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    expect(await pictureOf(run.pid)).toHaveLength(2);
  });

  itNeeds(hasPython)("has colours on a terminal, and none with NO_COLOR or elsewhere", async () => {
    const { run } = await startScene();
    const show = async (env: object) => {
      const terminal = startInTerminal(
        { command: process.execPath, args: [lifelineBin, "ps"] },
        {
          env: { TERM: "xterm", ...env },
        },
      );
      await terminal.exit;
      return terminal.output;
    };
    const colour = "\x1b[";
    expect(await show({})).toContain(colour);
    expect(await show({ NO_COLOR: "1" })).not.toContain(colour);
    expect(await show({ TERM: "dumb" })).not.toContain(colour);
    expect((await pictureOf(run.pid)).join("")).not.toContain(colour);
  });
});
