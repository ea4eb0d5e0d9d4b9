import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  asShell,
  type Command,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  itNeeds,
  killByIdentity,
  naiveChild,
  type ProcessIdentity,
  readProcess,
  requireTool,
  startBystander,
  startHost,
  temporaryDirectory,
  until,
} from "../support/index.js";
import type { ServiceReports } from "../support/service.js";

const bind = { probeInterval: 50 };
const lifeline = { heartbeatInterval: 50 };
const byIdentity = expect.stringMatching(/^parent-(gone|zombie)$/);

// npm and npx want a package; nothing of it is fetched.
const offline = {
  npm_config_offline: "true",
  npm_config_update_notifier: "false",
  npm_config_loglevel: "error",
};

interface Wrapper {
  name: string;
  needs: ReturnType<typeof requireTool>;
  wrap(program: Command): Command & { cwd?: string };
  mode: string;
  evidence: unknown;
}

const wrappers: Wrapper[] = [
  {
    name: "sh -c",
    needs: requireTool("sh"),
    wrap: (program) => ({ command: "sh", args: ["-c", `true && ${asShell(program)}; exit $?`] }),
    mode: "lifeline",
    // The identity may be quicker than the EOF.
    evidence: expect.stringMatching(/^(eof|reset|parent-gone|parent-zombie)$/),
  },
  {
    name: "npm run",
    needs: requireTool("npm"),
    wrap(program) {
      const cwd = temporaryDirectory();
      writeFileSync(join(cwd, "package.json"), JSON.stringify({ scripts: { start: asShell(program) } }));
      return { command: "npm", args: ["run", "start"], cwd };
    },
    // npm hands on no more than stdin, stdout and stderr.
    mode: "standalone",
    evidence: byIdentity,
  },
  {
    name: "npx",
    needs: requireTool("npx", { package: "npm" }),
    wrap(program) {
      const cwd = temporaryDirectory();
      const bin = join(cwd, "node_modules", ".bin");
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(cwd, "package.json"), "{}");
      writeFileSync(join(bin, "program"), `#!/bin/sh\n${asShell(program)}\n`, { mode: 0o755 });
      return { command: "npx", args: ["--no", "program"], cwd };
    },
    mode: "standalone",
    evidence: byIdentity,
  },
];

async function runWrapped(wrap: Wrapper["wrap"], { plain, program }: { plain: boolean; program: Command }) {
  const report = createReport<ServiceReports>();
  const { command, args, cwd = temporaryDirectory() } = wrap(program);
  const cache = { npm_config_cache: temporaryDirectory() };
  const child = { command, args, options: { cwd, stdio: "ignore" }, lifeline };
  const host = startHost({ plain, children: [child] }, { env: { ...offline, ...cache, ...report.env } });
  const up = await report.message("up", { timeout: 20_000 });
  return { host, report, up, child: identify(up.pid), between: between(up.pid, host.pid) };
}

/** Everything that stands between this process and that ancestor. */
function between(pid: number, ancestor: number): ProcessIdentity[] {
  const parent = readProcess(pid)?.ppid ?? 0;
  return parent === ancestor || parent <= 1 ? [] : [identify(parent), ...between(parent, ancestor)];
}

for (const { name, needs, wrap, mode, evidence } of wrappers) {
  const itNeedsWrapper = itNeeds(needs);

  const expectToWatch = (up: ServiceReports["up"], parent: number) => {
    expect(up.mode).toBe(mode);
    if (mode === "lifeline") return;
    expect(up.launch?.evidence).toContain(`Process ${parent}, which LIFELINE names, is probed.`);
  };

  describe(`${name} stands between parent and child`, () => {
    // The slow ones show no more here than sh does.
    if (name !== "npx")
      itNeedsWrapper("leaks the child without a lifeline, when the parent dies", async () => {
        const { host, child } = await runWrapped(wrap, {
          plain: true,
          program: childFixture({ bind: false }),
        });
        host.kill("SIGKILL");
        await host.exit;
        await expectAliveFor(child, 500);
      });

    itNeedsWrapper("ends the child when the parent dies", async () => {
      const bystander = startBystander();
      const { host, report, up, child, between } = await runWrapped(wrap, {
        plain: false,
        program: childFixture({ bind }),
      });
      expect(between.length).toBeGreaterThan(0);
      expectToWatch(up, host.pid);
      if (mode === "lifeline") await host.message("bound");
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence });
      await expectDead(child);
      bystander.expectAlive();
    });

    if (name === "sh -c")
      itNeedsWrapper("ends a child that takes reparenting for its parent's end, when it exits", async () => {
        const { report, child, between } = await runWrapped(wrap, {
          plain: true,
          program: naiveChild("reparenting"),
        });
        for (const each of between) killByIdentity(each, "SIGKILL");
        await report.message("mistaken");
        await expectDead(child);
      });

    itNeedsWrapper("may exit, and the child lives as long as the parent", async () => {
      const { host, report, up, child, between } = await runWrapped(wrap, {
        plain: false,
        program: childFixture({ bind }),
      });
      expectToWatch(up, host.pid);
      for (const each of between) killByIdentity(each, "SIGKILL");
      await expectDead(between);
      await expectAliveFor(child, 500);
      expect(report.of("shutdown")).toEqual([]);
      host.kill("SIGKILL");
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence });
      await expectDead(child);
    });
  });
}

describe("a shell that runs two programs, one after the other", () => {
  itNeeds()("binds the first, and for the second probes the parent", async () => {
    const twice = (program: Command) => ({
      command: "sh",
      args: ["-c", `${asShell(program)}; ${asShell(program)}; :`],
    });
    const { host, report, child } = await runWrapped(twice, {
      plain: false,
      program: childFixture({ bind }),
    });
    await report.message("bound");
    killByIdentity(child, "SIGTERM");
    await expectDead(child);

    const { pid } = await report.message("up", { count: 2 });
    expect(pid).not.toBe(child.pid);
    // The first has read HELLO.
    expect(await report.message("mode")).toMatchObject({ pid, mode: "standalone" });
    await expectAliveFor(identify(pid), 300);
    expect(report.of("bound")).toHaveLength(1);
    host.kill("SIGKILL");
    await until("its shutdown", () => report.of("hook").some((hook) => hook.pid === pid));
    expect(report.of("hook").at(-1)).toMatchObject({ reason: "parent-exited", evidence: byIdentity });
  });
});
