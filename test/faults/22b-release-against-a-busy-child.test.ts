import { describe, expect, it } from "vitest";
import {
  createReport,
  expectAliveFor,
  identify,
  isDead,
  killByIdentity,
  nodeFixture,
  scaled,
  startBystander,
  startHost,
  until,
} from "../support/index.js";

const CHILDREN = 4;
const ROUNDS = 5;
/** Until one is lost, which takes luck: most often it is in the first. */
const ROUNDS_TO_LOSE = 20;

interface Reports {
  bound: { pid: number };
  released: { pid: number };
  lost: { pid: number; evidence: string };
}

// `burst`: how much the child says between two turns. 1 finds the socket ready to be written to, whoever is at the
// other end; 200 is more than the parent takes, so that it exits with bytes unread, which is a reset.
async function releaseAndExit({ plain, burst }: { plain: boolean; burst: number }) {
  const bystander = startBystander({ command: "sleep", args: ["1000"] });
  const report = createReport<Reports>();
  const child = nodeFixture("busy-talker.mjs", { plain, burst });
  const host = startHost(
    { children: Array.from({ length: CHILDREN }, () => ({ ...child, lifeline: { heartbeatInterval: 20 } })) },
    { env: report.env },
  );
  await host.message((message) => message.type === "status", { count: CHILDREN * 2 });
  await host.message("bound", { count: CHILDREN });
  const { pids } = await host.message("spawned");
  const children = pids.map(identify);
  // In one write, so that the release and the exit are in one turn of the parent.
  const release = children.map((_, index) => JSON.stringify({ do: "release", index }));
  host.process.stdin?.write(`${[...release, JSON.stringify({ do: "exit" })].join("\n")}\n`);
  expect(await host.exit).toEqual({ code: 0, signal: null });
  await until("each child to have been let go, or lost", () => {
    const told = [...report.of("released"), ...report.of("lost")];
    return pids.every((pid) => told.some((message) => message.pid === pid));
  });
  bystander.expectAlive();
  return { children, report };
}

describe.each([1, 200])(
  "a busy child writes while the parent says RELEASE and exits, %d at a time",
  (burst) => {
    it("lives on, every time", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { children, report } = await releaseAndExit({ plain: false, burst });
        await Promise.all(children.map((each) => expectAliveFor(each, 150)));
        expect(report.of("lost")).toEqual([]);
        expect(report.of("released")).toHaveLength(CHILDREN);
        expect(children.filter(isDead)).toEqual([]);
        for (const each of children) killByIdentity(each);
      }
    });
  },
);

describe("a busy child that reads and writes with one socket", () => {
  it("loses the release to an EPIPE", { timeout: scaled(180_000) }, async () => {
    let lost: string[] = [];
    for (let round = 0; round < ROUNDS_TO_LOSE && lost.length === 0; round++) {
      const { children, report } = await releaseAndExit({ plain: true, burst: 1 });
      lost = report.of("lost").map(({ evidence }) => evidence);
      // Each that was let go takes half a processor.
      for (const each of children) killByIdentity(each);
    }
    expect(lost).toContain("EPIPE");
  });
});
