import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { SpawnWithLifelineOptions } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { guardOf } from "../support/guards.js";
import {
  childFixture,
  createReport,
  expectDead,
  importSpawn,
  itNeeds,
  killByIdentity,
  requireTool,
  start,
  startHost,
  temporaryDirectory,
  tie,
  until,
} from "../support/index.js";
import { asShell } from "../support/shell.js";

const SLEEPER = { command: "sleep", args: ["3600"], options: { stdio: "ignore" } };

const eof = { active: true, why: "the lifeline is open, but the child has not said that it watches" };
const all = {
  eof,
  guard: { active: true, why: "it ends what is left when this process is gone" },
  group: { active: true, why: "the child has a process group of its own" },
  cookie: { active: true, why: "processes are found by the environment they inherited" },
  kernel: { active: false, why: "only Windows has a job object" },
};
const shared = { active: false, why: "the child shares a process group" };

describe("protection", () => {
  const cases: [string, SpawnWithLifelineOptions, object][] = [
    ["by default", {}, all],
    ["with detached: false", { detached: false }, { ...all, group: shared }],
    [
      "with guard: false",
      { lifeline: { guard: false } },
      { ...all, guard: { active: false, why: "it was turned off by guard: false" } },
    ],
    [
      "with tree: false",
      { lifeline: { tree: false } },
      {
        ...all,
        guard: { active: true, why: "it ends the child, and nothing else, when this process is gone" },
        group: { active: false, why: "tree: false covers the child alone" },
        cookie: { active: false, why: "it was turned off by tree: false" },
      },
    ],
    [
      'with channel: "stdin"',
      { lifeline: { channel: "stdin" } },
      {
        ...all,
        eof: {
          active: true,
          why: "the lifeline is the child's stdin; it is one way, so the child cannot say whether it watches",
        },
      },
    ],
  ];
  it.each(cases)("says what holds %s", (_, options, expected) => {
    const stdio = options.lifeline?.channel === "stdin" ? (["pipe", "ignore", "ignore"] as const) : "ignore";
    const child = tie("sleep", ["3600"], { ...options, stdio: stdio as "ignore" });
    expect(child.lifeline.protection).toEqual(expected);
  });

  it("says that the child watches when it does, and that the lifeline is closed when it is", async () => {
    const { command, args } = childFixture({ bind: {} });
    const child = tie(command, args, { stdio: "ignore" });
    expect(child.lifeline.protection.eof).toEqual(eof);
    await child.lifeline.bound();
    expect(child.lifeline.protection.eof).toEqual({ active: true, why: "the child watches its lifeline" });
    await child.lifeline.stop();
    await until("it to be closed", () => !child.lifeline.protection.eof.active);
    expect(child.lifeline.protection.eof.why).toBe("the lifeline is closed");
  });

  it("says of a child that could not be started that there is none", () => {
    const child = tie("/no/such/command", { stdio: "ignore" });
    child.on("error", () => {});
    const unseen = { active: false, why: "/proc does not show the child" };
    expect(child.lifeline.protection).toMatchObject({
      eof: { active: false },
      group: unseen,
      cookie: unseen,
    });
  });

  itNeeds(requireTool("script", { package: "bsdutils" }))(
    "says that a child with a terminal shares its group",
    async () => {
      const report = createReport<{ protection: { protection: object } }>();
      const source = `${importSpawn({ plain: false })}
        import { appendFileSync } from "node:fs";
        const child = spawn("sleep", ["3600"], { stdio: "inherit" });
        const { protection } = child.lifeline;
        appendFileSync(process.env.LIFELINE_TEST_REPORT, JSON.stringify({ type: "protection", protection }) + "\\n");
        child.kill("SIGKILL");`;
      const command = asShell({ command: process.execPath, args: ["--input-type=module", "-e", source] });
      start("script", ["--quiet", "--return", "--command", command, "/dev/null"], { env: report.env });
      expect((await report.message("protection")).protection).toEqual({ ...all, group: shared });
    },
  );

  it("says that the guard is gone when it has died five times, and the rest holds", async () => {
    const host = startHost({ children: [SLEEPER] });
    await host.message("spawned");
    for (let killed = 0; killed < 5; killed++) {
      const guard = await until("a guard", () => guardOf(host.pid));
      killByIdentity(guard, "SIGKILL");
      await expectDead(guard);
    }
    await until("the warning", () => host.stderr.includes("LIFELINE_UNGUARDED"));
    host.send({ do: "inspect" });
    const { protection } = await host.message("inspected");
    expect(protection).toEqual({ ...all, guard: { active: false, why: "it died 5 times within 10 s" } });
    // And so for whoever comes after.
    host.send({ do: "spawn", children: [SLEEPER] });
    await host.message("spawned", { count: 2 });
    host.send({ do: "inspect", index: 1 });
    expect((await host.message("inspected", { count: 2 })).protection).toEqual(protection);
    expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(2);
  });

  itNeeds(requireTool("gcc"))("says that cookies find nobody where no environment can be read", async () => {
    const host = startHost({ children: [SLEEPER] }, { env: { LD_PRELOAD: refuseToOpen("/environ") } });
    await host.message("spawned");
    host.send({ do: "inspect" });
    const { protection } = await host.message("inspected");
    const why = "/proc does not show the environment of processes";
    const guard = `it ends the child and its process group when this process is gone, and nothing else: ${why}`;
    expect(protection).toEqual({
      ...all,
      guard: { active: true, why: guard },
      cookie: { active: false, why },
    });
    expect(host.stderr.split("LIFELINE_UNGUARDED")).toHaveLength(2);
  });
});

/** A library that stands for open(2) and gives EACCES for paths that end so, as a security module does. */
function refuseToOpen(end: string): string {
  const library = join(temporaryDirectory(), "refuse.so");
  const source = `
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <string.h>
    #define REFUSING(name) \\
      int name(const char *path, int flags, unsigned mode) { \\
        size_t length = strlen(path), tail = strlen("${end}"); \\
        if (length >= tail && !strcmp(path + length - tail, "${end}")) { errno = EACCES; return -1; } \\
        return ((int (*)(const char *, int, unsigned))dlsym(RTLD_NEXT, #name))(path, flags, mode); \\
      }
    REFUSING(open)
    REFUSING(open64)`;
  const options = ["-shared", "-fPIC", "-x", "c", "-", "-o", library];
  const { status, stderr } = spawnSync("gcc", options, { input: source, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return library;
}
