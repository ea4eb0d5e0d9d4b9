import { describe, expect, it } from "vitest";
import {
  asShell,
  canUnshare,
  isRoot,
  itNeeds,
  requireTool,
  start,
  startBystander,
} from "../support/index.js";
import { lifeline, lifelineBin, type Outcome, outcomeOf } from "./lifeline.js";

interface Findings {
  isWell: boolean;
  findings: { name: string; isWell: boolean; seen: string; advice?: string }[];
}

const doctor = asShell({ command: process.execPath, args: [lifelineBin, "doctor", "--json"] });

/** By the namespaces: what is in them is well known, and differs in one thing. */
async function doctorIn(unshare: string[], script: string): Promise<{ outcome: Outcome; report: Findings }> {
  const outcome = await outcomeOf(start("unshare", [...unshare, "sh", "-c", script]));
  expect(outcome.stderr).toBe("");
  return { outcome, report: JSON.parse(outcome.stdout) };
}

function missingIn({ findings }: Findings): string[] {
  return findings.filter(({ isWell }) => !isWell).map(({ name }) => name);
}

const PID_NAMESPACE = ["--pid", "--fork", "--mount-proc"];

describe("lifeline doctor", () => {
  // A shell that waits reaps whatever it has adopted; a Node program reaps only what it has started.
  itNeeds(canUnshare)("finds all well below a pid 1 that reaps, and harms nobody", async () => {
    const bystander = startBystander({ command: "sleep", args: ["60"] });
    const { outcome, report } = await doctorIn(PID_NAMESPACE, `${doctor}; exit $?`);
    expect(missingIn(report)).toEqual([]);
    expect(report.isWell).toBe(true);
    expect(outcome.code).toBe(0);
    expect(report.findings.map(({ name }) => name)).toEqual([
      "process table",
      "environments",
      "shell",
      "guard",
      "groups",
      "reaper",
    ]);
    bystander.expectAlive();
  });

  itNeeds(canUnshare)("finds a pid 1 that does not reap", async () => {
    const spawn = `require("node:child_process").spawn("sh", ["-c", process.argv[1]], { stdio: "inherit" })`;
    const program = `${spawn}.on("exit", (code) => process.exit(code))`;
    const script = `exec ${asShell({ command: process.execPath, args: ["-e", program, `${doctor}; exit $?`] })}`;
    const { outcome, report } = await doctorIn(PID_NAMESPACE, script);
    expect(missingIn(report)).toEqual(["reaper"]);
    expect(outcome.code).toBe(1);
    expect(report.findings.at(-1)).toMatchObject({
      seen: expect.stringMatching(/^node \(pid 1\) has not reaped an orphan/),
      advice: expect.stringContaining("--init"),
    });
  });

  itNeeds(canUnshare)("finds a /proc that is another namespace's", async () => {
    const { outcome, report } = await doctorIn(["--pid", "--fork"], `${doctor}; exit $?`);
    // Its shell is well: who would install another would not be helped.
    expect(missingIn(report)).toEqual(["process table", "guard", "groups", "reaper"]);
    expect(outcome.code).toBe(1);
  });

  itNeeds(
    isRoot,
    canUnshare,
    requireTool("mount"),
  )("finds a /bin/sh that does not work", async () => {
    const { outcome, report } = await doctorIn(
      ["--mount"],
      `mount --bind /dev/null "$(readlink -f /bin/sh)" && exec ${doctor}`,
    );
    expect(missingIn(report)).toEqual(expect.arrayContaining(["shell", "guard"]));
    expect(missingIn(report)).not.toContain("process table");
    const shell = report.findings.find(({ name }) => name === "shell");
    expect(shell).toMatchObject({
      seen: "/bin/sh cannot be run (EACCES)",
      advice: expect.stringContaining("/bin/sh"),
    });
    expect(report.findings.every(({ isWell, advice }) => isWell === (advice === undefined))).toBe(true);
    expect(outcome.code).toBe(1);
  });

  it("says it in lines for people, each missing one with what to do", async () => {
    const { code, stdout, stderr } = await outcomeOf(lifeline(["doctor"], { env: { LC_ALL: "C.UTF-8" } }));
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^✓ process table {2}\/proc shows \d+ processes\n/);
    const marks = [...stdout.matchAll(/^(?<mark>[✓✗]) /gmu)].map(({ groups }) => groups?.mark);
    expect(marks).toHaveLength(6);
    const missing = marks.filter((mark) => mark === "✗").length;
    expect([...stdout.matchAll(/^ +→ /gmu)]).toHaveLength(missing);
    expect(code).toBe(missing > 0 ? 1 : 0);
  });
});
