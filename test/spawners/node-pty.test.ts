import { createRequire } from "node:module";
import { describe, expect } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  type Command,
  childFixture,
  expectAliveFor,
  expectDead,
  itNeeds,
  requirement,
} from "../support/index.js";
import { killTheParent, type Spawner } from "./parent-program.js";

const installed = requirement(
  loads("@lydell/node-pty"),
  "@lydell/node-pty has no binary for this platform; node-pty itself brings none for Linux and is not built here",
);
const itNeedsPty = itNeeds(installed);

/** It takes no stdio, and gives no ChildProcess: the tree cookie in the environment has to do. */
const pty: Spawner = {
  imports: 'import pty from "@lydell/node-pty";',
  spawn: "pty.spawn(command, args, { env: options.env ?? process.env });",
};

/** The kernel sends SIGHUP to who leads the session of a terminal that is gone. */
const shell = (trap: string): Command => ({
  command: "sh",
  args: [
    "-c",
    `${trap} echo '{"type":"up","pid":'$$'}' >> "$LIFELINE_TEST_REPORT"; while :; do sleep 1000; done`,
  ],
});
const deaf = shell("trap '' HUP;");

describe("createLifeline() with node-pty", () => {
  itNeedsPty("needs none for a command that obeys SIGHUP, when the parent is killed", async () => {
    const { child } = await killTheParent(pty, shell(""), { plain: true });
    await expectDead(child);
  });

  itNeedsPty("leaks a command that is deaf to SIGHUP, without its environment", async () => {
    const { child } = await killTheParent(pty, deaf, { plain: true });
    await expectAliveFor(child, 500);
  });

  itNeedsPty("ends a command that is deaf to SIGHUP", async () => {
    const { child, bystander } = await killTheParent(pty, deaf, { plain: false, when: "up" });
    await expectEndedByGuard(child);
    bystander.expectAlive();
  });

  itNeedsPty("ends a child that binds, after its onShutdown", async () => {
    const program = childFixture({ bind: { probeInterval: 50, signals: ["SIGHUP", "SIGTERM"] } });
    const { child, report } = await killTheParent(pty, program, { plain: false, when: "up" });
    expect(await report.message("up")).toMatchObject({ mode: "standalone", launch: { stdin: "tty" } });
    // The terminal is gone a moment before its owner is a zombie.
    const reason = expect.stringMatching(/^(parent-exited|signal)$/);
    expect(await report.message("hook")).toMatchObject({ reason });
    await expectDead(child);
  });
});

function loads(name: string): boolean {
  try {
    createRequire(import.meta.url)(name);
    return true;
  } catch {
    return false;
  }
}
