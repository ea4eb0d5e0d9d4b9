import type { Protection } from "lifeline-parent";
import { describe, expect } from "vitest";
import { canUnshare, itNeeds, runProgram } from "../support/index.js";

interface Said {
  found: { own: number; members: number[]; protection: Protection };
  stopped: { strangers: number };
}

/**
 * A parent that is pid 1, with the /proc of the namespace around: there a hundred innocents have the low numbers, and a
 * parent that is pid 1. Its child gets the number of one of them.
 */
const STRANGERS = `
  for each in $(seq 100); do setsid sleep 3600 & done
  exec unshare --pid --fork "$@"`;
const SOURCE = `
  import { readdirSync, readFileSync } from "node:fs";
  import { spawnWithLifeline } from "lifeline-parent";
  const say = (type, facts) => console.log(JSON.stringify({ type, ...facts }));
  const strangers = () => readdirSync("/proc").filter((pid) => /^\\d+$/.test(pid) && command(pid).startsWith("sleep")).length;
  const command = (pid) => { try { return readFileSync("/proc/" + pid + "/cmdline", "latin1"); } catch { return ""; } };
  const child = spawnWithLifeline("sleep", ["3600"], { stdio: "ignore", lifeline: { gracePeriod: 100 } });
  const members = (await child.lifeline.members()).map(({ pid }) => pid);
  say("found", { own: child.pid, members, protection: child.lifeline.protection });
  // In the middle of execve(2) a process shows no command.
  while (strangers() < 101) await new Promise((resolve) => setTimeout(resolve, 10));
  await child.lifeline.stop();
  say("stopped", { strangers: 101 - strangers() });
`;

describe("the /proc is that of another pid namespace", () => {
  itNeeds(canUnshare)("takes nobody there for its child, and says so", async () => {
    const host = runProgram<Said>(SOURCE, {
      prefix: ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", STRANGERS, "sh"],
    });
    const { own, members, protection } = await host.message("found");
    expect(members).toEqual([own]);
    const unseen = { active: false, why: "/proc does not show the child" };
    expect(protection).toMatchObject({
      guard: { active: false, why: "/proc does not show processes here" },
      group: unseen,
      cookie: unseen,
    });
    // The child is one of those that sleep there.
    expect(await host.message("stopped")).toMatchObject({ strangers: 1 });
  });
});
