import { describe, expect, it } from "vitest";
import { start, startHost, until } from "../support/index.js";
import { runWords } from "./lifeline.js";
import { linesWithin, pictureOf, type TreeJson, treesOf } from "./trees.js";

describe("lifeline ps where there is a lot", () => {
  it("draws 500 that look alike as one", async () => {
    const script = "for i in $(seq 500); do sleep 3606 & done; echo up; wait";
    const [command = "", ...args] = runWords({ command: "bash", args: ["-c", script] });
    const run = start(command, args);
    await until("all to be up", () => run.output.includes("up"));
    await until("all to run", async () => {
      const members = (await treesOf(run.pid))[0]?.members ?? [];
      return members.filter((each) => each.command === "sleep 3606").length === 500;
    });
    const lines = await pictureOf(run.pid);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^ {3}└─ 500 × sleep 3606/);
  });

  it("draws 500 of which none look alike, in five trees", async () => {
    const script = 'for i in $(seq 50); do sh -c "sleep 361$1.$i & wait" & done; wait';
    const host = startHost({
      children: [1, 2, 3, 4, 5].map((tree) => ({
        command: "bash",
        args: ["-c", script, "bash", String(tree)],
        options: { stdio: "ignore" },
      })),
    });
    await until("all to run", async () => {
      const members = (await treesOf(host.pid)).flatMap((tree) => tree.members);
      return members.filter(({ command }) => command.startsWith("sleep 361")).length === 250;
    });
    for (const columns of [20, 80]) await linesWithin(columns);
    const lines = await pictureOf(host.pid);
    expect(lines).toHaveLength(1 + 5 * 101);
    for (const tree of [1, 2, 3, 4, 5]) {
      const own = new RegExp(`─ \\d+ sleep 361${tree}\\.`);
      expect(lines.filter((line) => own.test(line))).toHaveLength(50);
    }
  });

  it("draws a chain of 60: bent back where the terminal ends, and the level is said", async () => {
    const script = 'if [ "$1" -gt 1 ]; then sh -c "$0" "$0" $(($1 - 1)); else sleep 3608; fi; exit';
    const [command = "", ...args] = runWords({ command: "sh", args: ["-c", script, script, "60"] });
    const run = start(command, args);
    const chain = await until("all to run", async () => {
      const members = (await treesOf(run.pid))[0]?.members ?? [];
      const last = members.find((each) => each.command === "sleep 3608");
      return members.length === 61 && last && fromTheTop(members);
    });
    for (const columns of [1, 12, 20, 40, 80, 250]) {
      const lines = await linesWithin(columns);
      if (columns < 40) continue;
      const first = lines.findIndex((line) => line.startsWith(`${run.pid} `));
      const pids = lines.slice(first + 1, first + 62).map((line) => /└─ (\d+) /.exec(line)?.[1]);
      expect(pids).toEqual(chain.map(({ pid }) => String(pid)));
    }
    const bent = (await linesWithin(80)).find((line) => line.includes("sleep 3608"));
    expect(bent).toMatch(/^60… {2}└─ \d+ sleep 3608 +\d+[sm]$/);
    const straight = (await pictureOf(run.pid)).slice(1);
    expect(straight.map((line) => line.indexOf("└─"))).toEqual(chain.map((_, level) => 3 * level));
  });
});

/** By who has started whom: within a tick, pids begin anew somewhere. */
function fromTheTop(chain: TreeJson["members"]): TreeJson["members"] {
  const pids = chain.map(({ pid }) => pid);
  const byParent = new Map(chain.map((member) => [member.ppid, member]));
  const sorted: TreeJson["members"] = [];
  let next = chain.find(({ ppid }) => !pids.includes(ppid));
  for (; next !== undefined; next = byParent.get(next.pid)) sorted.push(next);
  return sorted;
}
