import { expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  descendants,
  describeNeeds,
  expectAliveFor,
  identify,
  isDead,
  killByIdentity,
  requireTool,
  type Started,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { output, root } from "./example.js";

const program = "examples/full-screen/parent.mjs";
const procps = { package: "procps" };
const backToTheScreen = `${String.fromCharCode(27)}[?1049l`;

function args({ plain }: { plain: boolean }): string[] {
  return plain ? [program, "--plain"] : [program];
}

async function watchOf(started: Started) {
  const [, parent, bash] = await output(started, /^parent: pid (\d+), bash (\d+)/m);
  const watch = await until("watch to run", () =>
    descendants(Number(bash)).find(({ command }) => command === "watch"),
  );
  return { started, parent: identify(Number(parent)), bash: identify(Number(bash)), watch };
}

describeNeeds(
  requireTool("bash"),
  requireTool("watch", procps),
  requireTool("top", procps),
)("examples/full-screen", () => {
  describeWithoutTerminal("its parent is killed", (parent) => parent.kill("SIGKILL"));
  describeWithoutTerminal("it is stopped", (parent) => parent.kill("SIGINT"));

  it("ends as it was asked to", async () => {
    const parent = start("node", [program], { cwd: root, env: { TMPDIR: temporaryDirectory() } });
    await watchOf(parent);
    parent.kill("SIGINT");
    await output(parent, /^parent: all of it has ended, as it was asked to$/m);
    expect(await parent.exit).toEqual({ code: 0, signal: null });
  });

  describeOnTerminal();
});

function describeWithoutTerminal(when: string, end: (parent: Started) => void): void {
  async function runAndEnd(how: { plain: boolean }) {
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const env = { TMPDIR: temporaryDirectory() };
    const found = await watchOf(start("node", args(how), { cwd: root, env }));
    end(found.started);
    await found.started.exit;
    return { ...found, bystander };
  }

  it(`leaves watch without a lifeline when ${when}`, async () => {
    const { bash, watch } = await runAndEnd({ plain: true });
    // Killed, it leaves both. Stopped, it has ended the bash, and that is not enough.
    if (when === "it is stopped") expect(isDead(bash)).toBe(true);
    await expectAliveFor(watch, 300);
  });

  it(`leaves nothing when ${when}`, async () => {
    const { bash, watch, bystander } = await runAndEnd({ plain: false });
    await expectEndedByGuard([bash, watch]);
    bystander.expectAlive();
  });
}

function describeOnTerminal(): void {
  const describeNeedsScript = describeNeeds(requireTool("script", { package: "bsdutils" }));

  /** The shell around the parent, and what that runs next, are in the process group of the watch, and innocent. */
  async function killOnTerminal(how: { plain: boolean }) {
    const command = `node ${args(how).join(" ")} --terminal; echo next; exec sleep 3600`;
    const found = await watchOf(
      start("script", ["-qfc", command, "/dev/null"], { cwd: root, env: { TERM: "xterm" } }),
    );
    await output(found.started, /Every 2\.0s: top -b/);
    killByIdentity(found.parent);
    const next = await until("what comes next", () =>
      descendants(found.started.pid).find(({ command }) => command === "sleep"),
    );
    expect(next.pgid).toBe(found.watch.pgid);
    return { ...found, next };
  }

  describeNeedsScript("on a terminal", () => {
    it("leaves watch on the screen without a lifeline", async () => {
      const { watch } = await killOnTerminal({ plain: true });
      await expectAliveFor(watch, 300);
    });

    it("leaves nothing, gives the screen back, and spares the rest of the process group", async () => {
      const { bash, watch, started, next } = await killOnTerminal({ plain: false });
      await expectEndedByGuard([bash, watch]);
      // The end of the alternate screen: watch was asked to end, and not killed.
      await until("the screen to be back", () => started.output.includes(backToTheScreen));
      await expectAliveFor(next, 100);
    });
  });
}
