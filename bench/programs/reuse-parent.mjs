// A parent of so many sleeping children. A line on stdin: it asks for the members of all, and stops all.
import { spawnWithLifeline } from "lifeline-parent";

const lifeline = { gracePeriod: 100, heartbeatInterval: 0 };
const children = Array.from({ length: Number(process.argv[2]) }, () =>
  spawnWithLifeline("sleep", ["1000"], { stdio: "ignore", lifeline }),
);
const say = (facts) => process.stdout.write(`${JSON.stringify(facts)}\n`);
say({ pids: children.map(({ pid }) => pid) });

process.stdin.on("data", async () => {
  const lifelines = children.map((child) => child.lifeline);
  const members = await Promise.all(lifelines.map((each) => each.members()));
  const reports = await Promise.all(lifelines.map((each) => each.stop({ gracePeriod: 5_000 })));
  say({ members: members.flat().length, killed: reports.flatMap(({ killed }) => killed).length });
});
