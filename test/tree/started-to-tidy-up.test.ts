import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createReport,
  expectDead,
  identify,
  readProcess,
  registerForKilling,
  startBystander,
  startHost,
  temporaryDirectory,
  until,
} from "../support/index.js";

const GRACE_PERIOD = 20_000;

/**
 * A shell that ends when it is asked, and a script below it, which is asked next. That one starts a helper to tidy up,
 * waits for it, leaves something behind, and ends.
 */
async function startScript() {
  const tidied = join(temporaryDirectory(), "tidied");
  const report = createReport<{ up: { pid: number }; left: { pid: number } }>();
  const say = (type: string, pid: string) =>
    `echo '{"type":"${type}","pid":'${pid}'}' >> "$LIFELINE_TEST_REPORT"`;
  const helper = 'sh -c "sleep 0.7; echo > $TIDIED; :"';
  const onTerm = `${helper}; sleep 3600 & ${say("left", "$!")}; exit`;
  const script = `onTerm() { ${onTerm}; }; trap onTerm TERM; ${say("up", "$$")}; while :; do sleep 0.02; done`;
  const host = startHost(
    {
      children: [
        {
          command: "sh",
          args: ["-c", 'bash -c "$SCRIPT"; :'],
          options: { stdio: "ignore" },
          lifeline: { gracePeriod: GRACE_PERIOD },
        },
      ],
    },
    { env: { ...report.env, TIDIED: tidied, SCRIPT: script } },
  );
  await host.message("spawned");
  const member = registerForKilling(identify((await report.message("up")).pid));
  /** It may be gone before it can be looked at. */
  const leftIsGone = async () => {
    const { pid } = await report.message("left");
    await until("what was left behind to be gone", () => (readProcess(pid)?.state ?? "Z") === "Z");
  };
  return { host, member, leftIsGone, tidied };
}

describe("what one who has been asked starts to tidy up", () => {
  it("is left to it by stop(), and what it leaves behind is asked", async () => {
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const { host, member, leftIsGone, tidied } = await startScript();
    host.send({ do: "stop" });
    const { report } = await host.message("stopped");
    expect(existsSync(tidied)).toBe(true);
    expect(report).toMatchObject({ forced: false, killed: [], survivors: [] });
    expect(report.duration).toBeLessThan(GRACE_PERIOD / 2);
    await expectDead(member);
    await leftIsGone();
    bystander.expectAlive();
  });

  it("is left to it by the guard, and what it leaves behind is asked", async () => {
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const { host, member, leftIsGone, tidied } = await startScript();
    const began = performance.now();
    host.kill("SIGKILL");
    await expectDead(member);
    await leftIsGone();
    expect(existsSync(tidied)).toBe(true);
    expect(performance.now() - began).toBeLessThan(GRACE_PERIOD / 2);
    bystander.expectAlive();
  });
});
