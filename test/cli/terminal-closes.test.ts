import { describe } from "vitest";
import {
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  itNeeds,
  nodeFixture,
  type ProcessIdentity,
  registerForKilling,
  startBystander,
  until,
} from "../support/index.js";
import { hasPython } from "../support/terminal.js";
import { runWords } from "./lifeline.js";
import { startShell } from "./terminal.js";

/** The window is closed over a command that takes SIGHUP and SIGTERM and lives on. */
async function closeTheWindow({ plain }: { plain: boolean }): Promise<ProcessIdentity> {
  const report = createReport<{ up: { pid: number }; signal: { signal: string } }>();
  const job = runWords(nodeFixture("signal-counter.mjs"), { plain, options: ["--grace", "500ms"] });
  const shell = await startShell({ job }, { env: report.env });
  shell.type("job\n");
  const command = registerForKilling(identify((await report.message("up")).pid));
  await shell.close();
  await shell.exit;
  await until(
    "SIGHUP",
    () => isDead(command) || report.of("signal").some(({ signal }) => signal === "SIGHUP"),
  );
  return command;
}

describe("the terminal is closed", () => {
  itNeeds(hasPython)("leaks a command that takes SIGHUP, without lifeline run", async () => {
    await expectAliveFor(await closeTheWindow({ plain: true }), 300);
  });

  itNeeds(hasPython)("ends the command, by SIGKILL at the end of the grace period", async () => {
    const bystander = startBystander(nodeFixture("signal-counter.mjs"));
    await expectDead(await closeTheWindow({ plain: false }));
    bystander.expectAlive();
  });
});
