import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  commandLine,
  expectDead,
  isRoot,
  itNeeds,
  registerForKilling,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import { startClock, uptime } from "./clock.js";
import { childrenOf, folderWith, isIdle, SHELLS, type Shell, startChild, startGuard } from "./driver.js";

const FOREVER = "sleep 3600";
const grace = 300;

/** A tree that obeys but for one, and another of which nothing is told, under a guard that lives in such a system. */
async function endTrees(shell: Shell, system: Parameters<typeof startGuard>[1], uptimePath = "/proc/uptime") {
  const guard = startGuard(shell, system);
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const { leader, lines } = startChild(
    guard,
    `${FOREVER} & setsid ${FOREVER} & env -i ${FOREVER} & ( trap '' TERM; exec ${FOREVER} ) & wait`,
    { grace },
  );
  const untold = startChild(guard, `exec ${FOREVER}`).leader;
  const members = await until("four to be started", () => {
    const found = childrenOf(leader.pid);
    return found.length === 4 && found.every(({ pid }) => commandLine(pid).startsWith("sleep")) && found;
  });
  for (const member of members) registerForKilling(member);
  guard.say(...lines);
  await until(
    "it to run, and to have read all",
    () => commandLine(guard.pid).includes("guard") && isIdle(guard),
  );
  const began = uptime(uptimePath);
  guard.hangUp();
  await expectDead([leader, untold, ...members]);
  // By its own clock, because only that is the one it can keep to.
  expect(uptime(uptimePath) - began).toBeGreaterThanOrEqual(grace);
  expect(await guard.exit).toEqual({ code: 0, signal: null });
  bystander.expectAlive();
}

/** With mounts of its own, made by that script. */
function withMounts(script: string): string[] {
  return ["unshare", "--mount", "sh", "-c", `${script} && exec "$@"`, "sh"];
}

const FORGETFUL_GREPS = {
  environments: "exit 0",
  processes: '[ "$1" != -sh ] || set -- "$1" "$2" "$3"; exec /usr/bin/grep "$@"',
};

describe.each(SHELLS)("the guard under $name, where something is missing or lies", (shell) => {
  const it = itNeeds(shell.needs);
  const itMounts = itNeeds(shell.needs, isRoot, canUnshareMounts);

  it("does without sleep", async () => {
    const folder = temporaryDirectory();
    symlinkSync("/usr/bin/grep", join(folder, "grep"));
    await endTrees(shell, { env: { PATH: folder } });
  });

  it("does without grep and sleep", async () => {
    await endTrees(shell, { env: { PATH: folderWith({}) } });
  });

  for (const [what, grep] of Object.entries(FORGETFUL_GREPS))
    it(`does not believe a grep that tells of fewer ${what} than there are`, async () => {
      const folder = folderWith({ grep });
      await endTrees(shell, { env: { PATH: `${folder}:${process.env.PATH}` } });
    });

  itMounts("does without /proc/uptime, as under systemd's ProcSubset=pid", async () => {
    await endTrees(shell, { prefix: withMounts("mount -t proc -o subset=pid proc /proc") });
  });

  itMounts("does with a /proc/uptime that counts from the start of a container", async () => {
    const began = uptime() - 20;
    const { path, prefix } = startClock(() => uptime() - began);
    await endTrees(shell, { prefix }, path);
  });
});
