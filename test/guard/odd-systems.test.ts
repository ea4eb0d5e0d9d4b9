import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
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
import { childrenOf, isIdle, SHELLS, type Shell, startChild, startGuard } from "./driver.js";

const FOREVER = "sleep 3600";
const grace = 300;

/** A tree that obeys but for one, under a guard that lives in such a system. */
async function endTree(shell: Shell, system: Parameters<typeof startGuard>[1]) {
  const guard = startGuard(shell, system);
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const { leader, lines } = startChild(
    guard,
    `${FOREVER} & setsid ${FOREVER} & env -i ${FOREVER} & ( trap '' TERM; exec ${FOREVER} ) & wait`,
    { grace },
  );
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
  const began = performance.now();
  guard.hangUp();
  await expectDead([leader, ...members]);
  // Its clock has ticks of 10 ms.
  expect(performance.now() - began).toBeGreaterThanOrEqual(grace - 10);
  expect(await guard.exit).toEqual({ code: 0, signal: null });
  bystander.expectAlive();
}

/** Programs that stand in for others, each a script. */
function folderWith(programs: Record<string, string>): string {
  const folder = temporaryDirectory();
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** With mounts of its own, made by that script. */
function withMounts(script: string): string[] {
  return ["unshare", "--mount", "sh", "-c", `${script} && exec "$@"`, "sh"];
}

/** As a container's own /proc/uptime: it counts from the start of the container. */
function fakeUptime(): string {
  const path = join(temporaryDirectory(), "uptime");
  const began = uptime() - 0.02;
  const tick = () => writeFileSync(path, `${(uptime() - began).toFixed(2)} 0.00\n`);
  tick();
  const timer = setInterval(tick, 5);
  onTestFinished(() => clearInterval(timer));
  return path;
}

function uptime(): number {
  return Number(readFileSync("/proc/uptime", "latin1").split(" ")[0]);
}

describe.each(SHELLS)("the guard under $name", (shell) => {
  const it = itNeeds(shell.needs);
  const itMounts = itNeeds(shell.needs, isRoot, canUnshareMounts);

  it("does without cat, grep and sleep", async () => {
    await endTree(shell, { env: { PATH: folderWith({}) } });
  });

  it("does not believe a grep or a cat that says less than it should", async () => {
    const folder = folderWith({ grep: "exit 0", cat: "exec /bin/cat $1" });
    await endTree(shell, { env: { PATH: `${folder}:${process.env.PATH}` } });
  });

  itMounts("does without /proc/uptime, as under systemd's ProcSubset=pid", async () => {
    await endTree(shell, { prefix: withMounts("mount -t proc -o subset=pid proc /proc") });
  });

  itMounts("does with a /proc/uptime that counts from the start of a container", async () => {
    await endTree(shell, { prefix: withMounts(`mount --bind '${fakeUptime()}' /proc/uptime`) });
  });
});
