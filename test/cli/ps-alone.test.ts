import { describe, expect } from "vitest";
import { asShell, canUnshare, itNeeds, start } from "../support/index.js";
import { lifelineBin, outcomeOf, runWords } from "./lifeline.js";

const ps = asShell({ command: process.execPath, args: [lifelineBin, "ps"] });

/** Where nobody else's trees are. All that runs there ends with the script. */
function outcomeIn(script: string, namespace = ["--pid", "--fork", "--mount-proc"]) {
  const env = { LC_ALL: "C.UTF-8" };
  return outcomeOf(start("unshare", [...namespace, "sh", "-c", script], { env }));
}

describe("lifeline ps in a pid namespace of its own", () => {
  itNeeds(canUnshare)("says that there are no trees where it is the only process", async () => {
    const { code, stdout, stderr } = await outcomeIn(`exec ${ps}`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "no living trees\n", stderr: "" });
  });

  itNeeds(canUnshare)("fails where /proc is another namespace's", async () => {
    const { code, stdout, stderr } = await outcomeIn(`exec ${ps}`, ["--pid", "--fork"]);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(/^lifeline: ps: \/proc does not show [^\n]+\n$/);
  });

  /** A parent is killed over a command that outlives the polite request. */
  function killParent({ guard }: { guard: "is killed" | "lives" }) {
    const command = { command: "sh", args: ["-c", 'trap "" TERM; echo up; exec sleep 3609'] };
    const [first = "", ...args] = runWords(command, { options: ["--grace", "60s"] });
    return outcomeIn(`
      ${asShell({ command: first, args })} > /dev/null 2>&1 &
      until ${ps} --json | grep -q '"command": "sleep 3609"'; do sleep 0.05; done
      guard=$(${ps} --json | sed -n 's/.*"guard": \\([0-9]*\\).*/\\1/p')
      [ "${guard}" = lives ] || kill -STOP "$guard"
      kill -KILL $!
      wait
      [ "${guard}" = lives ] || kill -KILL "$guard"
      ${ps}; ${ps} --json; exit`);
  }

  itNeeds(canUnshare)("counts a tree as orphaned whose guard is gone too", async () => {
    const { stdout, stderr } = await killParent({ guard: "is killed" });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\d+ is gone: its tree is orphaned +no guard\n└─ \d+ sleep 3609 /);
    expect(stdout).toContain("\n\n1 parent, 1 tree, 1 process; 1 tree orphaned\n");
    expect(stdout).toContain('"isOrphaned": true');
  });

  itNeeds(canUnshare)("does not where its guard is ending it", async () => {
    const { stdout, stderr } = await killParent({ guard: "lives" });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\d+ is gone: its guard ends its tree +guard \d+\n└─ \d+ sleep 3609 /);
    expect(stdout).toContain("\n\n1 parent, 1 tree, 1 process\n");
    expect(stdout).toContain('"isOrphaned": false');
  });
});
