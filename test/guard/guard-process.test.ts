import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { guardOf } from "../support/guards.js";
import {
  commandLine,
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  readProcess,
  startHost,
  until,
} from "../support/index.js";

const SLEEPER = { command: "sleep", args: ["3600"], options: { stdio: "ignore" } };
/** Node marks what it inherits close-on-exec only up to 15. */
const WITH_DESCRIPTORS = [
  "bash",
  "-c",
  'exec 5</etc/passwd 20</etc/passwd 40</etc/passwd; exec "$@"',
  "bash",
] as const;

const DESCRIPTORS_OF_A_PARENT = `
  import { readdirSync, statSync } from "node:fs";
  import { spawnWithLifeline } from "lifeline-parent";
  const child = spawnWithLifeline("sleep", ["3600"], { stdio: "ignore" });
  const isSocket = (fd) => statSync("/proc/self/fd/" + fd, { throwIfNoEntry: false })?.isSocket();
  const sockets = readdirSync("/proc/self/fd").map(Number).filter((fd) => fd > 2 && isSocket(fd));
  console.log(JSON.stringify({ lifeline: child.stdio[3]._handle.fd, sockets }));
  await child.lifeline.stop();
`;

async function startGuarded({
  env = {},
  prefix = [],
}: {
  env?: NodeJS.ProcessEnv;
  prefix?: Parameters<typeof startHost>[2];
} = {}) {
  const host = startHost({ children: [SLEEPER] }, { env }, prefix);
  const [pid = 0] = (await host.message("spawned")).pids;
  // Neither one that is being replaced nor one that is being loaded: those have other files open.
  const guard = await until("a guard that listens", () => {
    const found = guardOf(host.pid);
    return found && readProcess(found.pid)?.state === "S" && found;
  });
  return { host, child: identify(pid), guard };
}

/** What it holds open, by descriptor. */
function descriptors(pid: number): Record<number, string> {
  const found = readdirSync(`/proc/${pid}/fd`).map((fd) => [fd, readlinkSync(`/proc/${pid}/fd/${fd}`)]);
  return Object.fromEntries(found);
}

describe("the guard as a process", () => {
  it("holds its pipe and nothing else, though a child of the same parent holds more", async () => {
    const { guard, child } = await startGuarded({ prefix: WITH_DESCRIPTORS });
    expect(descriptors(child.pid)).toMatchObject({ 20: "/etc/passwd", 40: "/etc/passwd" });
    const held = descriptors(guard.pid);
    expect(held[3]).toMatch(/^socket:/);
    // While it reads fd 3 as its stdin, dash keeps its own stdin higher up.
    const rest = Object.values(held).filter((each) => each !== held[3]);
    expect([...new Set(rest)]).toEqual(["/dev/null"]);
  });

  it("works with those of which it holds nothing", async () => {
    const { host, child } = await startGuarded({ prefix: WITH_DESCRIPTORS });
    host.kill("SIGKILL");
    await expectDead(child);
  });

  // Linux closes the descriptors of a dead process from the highest down, and who is woken first gets the processor first.
  for (const inherits of [false, true])
    it(`is told of the end after the child, by a parent that has inherited ${inherits ? "others" : "nothing"}`, () => {
      const command = [process.execPath, "--input-type=module", "-e", DESCRIPTORS_OF_A_PARENT];
      const [file = "", ...args] = inherits ? [...WITH_DESCRIPTORS, ...command] : command;
      const { lifeline, sockets } = JSON.parse(execFileSync(file, args, { encoding: "utf8" }));
      expect(sockets).toHaveLength(2);
      expect(lifeline).toBe(Math.max(...sockets));
    });

  it("inherits no environment: no cookie, no function, no secret", async () => {
    const { host, child, guard } = await startGuarded({
      env: { "BASH_FUNC_kill%%": "() { :; }", LIFELINE_TREE: `/${"0".repeat(32)}`, SECRET: "1", ENV: "/x" },
    });
    const entries = readFileSync(`/proc/${guard.pid}/environ`, "latin1").split("\0").filter(Boolean);
    expect(entries.filter((entry) => !/^[\w]+=/.test(entry.split("\n")[0] ?? ""))).toEqual([]);
    const names = entries.map((entry) => entry.slice(0, entry.indexOf("=")));
    expect(names.sort()).toEqual(["LC_ALL", "LIFELINE_GUARD", "LIFELINE_GUARD_ROOT", "PATH"]);
    host.kill("SIGKILL");
    await expectDead(child);
  });

  it("is a session of its own in /, and says in ps what it is", async () => {
    const { host, guard } = await startGuarded();
    expect(readProcess(guard.pid)).toMatchObject({ pgid: guard.pid, session: guard.pid });
    expect(readlinkSync(`/proc/${guard.pid}/cwd`)).toBe("/");
    expect(commandLine(guard.pid)).toMatch(new RegExp(`lifeline-guard ${host.pid}$`));
    expect(commandLine(guard.pid).length).toBeLessThan(100);
  });

  it("is deaf to HUP, INT, TERM and QUIT", async () => {
    const { host, child, guard } = await startGuarded();
    const signals = ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"] as const;
    // From the kernel, because a signal that comes before the trap would end it.
    await until("the traps", () => signals.every((signal) => ignores(guard.pid, constants.signals[signal])));
    for (const signal of signals) killByIdentity(guard, signal);
    await expectAliveFor(guard, 200);
    host.kill("SIGKILL");
    await expectDead(child);
  });

  function ignores(pid: number, signal: number): boolean {
    const [, mask = "0"] = /^SigIgn:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
  }
});
