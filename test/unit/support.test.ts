import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  clock,
  descendants,
  describeProcess,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  itNeeds,
  killByIdentity,
  killGroupOf,
  lockIsFree,
  portIsFree,
  readProcess,
  requirement,
  requireTool,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { parseStat } from "../support/processes.js";

describe("processes", () => {
  it("parses a command that holds spaces, parentheses and line ends", () => {
    const rest = "1 7 8 0 -1 4194560 100 0 0 0 0 0 0 0 20 0 1 0 987654 0";
    const stat = parseStat(`42 (a) R 1 (\nb c)) S ${rest}`);
    expect(stat).toMatchObject({ pid: 42, command: "a) R 1 (\nb c)", state: "S" });
    expect(stat).toMatchObject({ ppid: 1, pgid: 7, session: 8, start: "987654" });
  });

  it("takes a zombie for dead, although it answers signal 0", async () => {
    // The shell forks, becomes sleep, and so never waits for its child.
    const parent = start("sh", [
      "-c",
      'sleep 1000 & echo \'{"type":"child","pid":\'$!\'}\'; exec sleep 1000',
    ]);
    const { pid } = await parent.message("child");
    const zombie = identify(Number(pid));
    expect(isDead(zombie)).toBe(false);
    killByIdentity(zombie, "SIGKILL");
    await expectDead(zombie);
    expect(readProcess(zombie.pid)?.state).toBe("Z");
    expect(process.kill(zombie.pid, 0)).toBe(true);
    expect(killByIdentity(zombie, "SIGKILL")).toBe(false);
  });

  it("takes another start time for another process, and does not signal it", async () => {
    const { identity } = start("sleep", ["1000"]);
    const impostor = { pid: identity.pid, start: "1" };
    expect(isDead(impostor)).toBe(true);
    expect(killByIdentity(impostor, "SIGKILL")).toBe(false);
    await expectAliveFor(identity, 50);
  });

  it.each([1, 0, -1, Number.NaN])("refuses to signal pid %d", (pid) => {
    expect(() => killByIdentity({ pid, start: "1" }, "SIGKILL")).toThrow(/Refused to signal/);
  });

  it("finds descendants, and kills a group by its leader", async () => {
    const leader = start("sh", ["-c", "sh -c 'sleep 1000; :' & wait"], { detached: true });
    const below = await until("two descendants", () => {
      const found = descendants(leader.pid);
      return found.length === 2 && found;
    });
    expect(() => killGroupOf(below[0] as never, "SIGKILL")).toThrow(/to lead its group/);
    expect(killGroupOf(leader.identity, "SIGKILL")).toBe(true);
    await expectDead([leader.identity, ...below]);
  });
});

describe("waiting", () => {
  it("names what it waited for, and who survives", async () => {
    const { identity } = start("sleep", ["1000"]);
    await until("it to sleep", () => describeProcess(identity) === `${identity.pid} S sleep 1000`);
    const message = await expectDead(identity, 20).catch((error: Error) => error.message);
    expect(message).toContain(`the death of ${identity.pid}`);
    expect(message).toContain(`${identity.pid} S sleep 1000`);
  });

  it("fails at once when what should live dies", async () => {
    const started = clock();
    const { identity } = start("true");
    await expect(expectAliveFor(identity, 30_000)).rejects.toThrow(/it died after/);
    expect(clock() - started).toBeLessThan(20_000);
  });
});

describe("start", () => {
  it("collects output and messages, and those that came early count", async () => {
    const shell = start("sh", ["-c", `echo plain; echo '{"type":"one","n":1}'; cat; echo end >&2; exit 3`]);
    shell.send({ type: "two", n: 2 });
    expect(await shell.message(({ n }) => n === 2)).toMatchObject({ type: "two" });
    expect(await shell.message("one")).toMatchObject({ n: 1 });
    shell.process.stdin?.end();
    expect(await shell.exit).toEqual({ code: 3, signal: null });
    await until("the rest of its stderr", () => shell.stderr === "end\n");
    expect(shell.output).toContain("plain\n");
  });

  it("fails at once, with what the program wrote, when a message can no longer come", async () => {
    const shell = start("sh", ["-c", "echo oops >&2; exit 7"]);
    await expect(shell.message("never", { timeout: 30_000 })).rejects.toThrow(/exit code 7.*oops/s);
  });

  it("says what could not be started", () => {
    expect(() => start("no-such-program")).toThrow(/Could not start no-such-program/);
  });
});

describe("kernel proofs", () => {
  it("sees that a port is held, and free again", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(0, "127.0.0.1", () => resolve(listening));
    });
    const { port } = server.address() as { port: number };
    expect(await portIsFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await portIsFree(port)).toBe(true);
  });

  itNeeds(requireTool("flock", { package: "util-linux" }))("sees that a lock is held", async () => {
    const path = join(temporaryDirectory(), "lock");
    const holder = start("flock", ["-F", path, "sh", "-c", `sleep 1000 & echo '{"type":"held"}'; wait`]);
    await holder.message("held");
    expect(lockIsFree(path)).toBe(false);
    const below = descendants(holder.pid);
    holder.kill("SIGKILL");
    await expectDead(holder.identity);
    // The grandchild has inherited the lock: the tree is not gone yet.
    expect(lockIsFree(path)).toBe(false);
    for (const each of below) killByIdentity(each, "SIGKILL");
    await until("the lock to be free", () => lockIsFree(path));
  });
});

describe("requirements", () => {
  it("gives the reason for what is missing", () => {
    expect(requireTool("sh")).toEqual({ available: true, reason: "" });
    expect(requireTool("no-such-tool", { package: "no-such-package" })).toEqual({
      available: false,
      reason: "no-such-tool is not installed (Debian package no-such-package)",
    });
    expect(requirement(false, "it is Monday").reason).toBe("it is Monday");
  });
});
