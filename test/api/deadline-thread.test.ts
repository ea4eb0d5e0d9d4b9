import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BindOptions } from "lifeline-child";
import { describe, expect, it } from "vitest";
import {
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  type PairOptions,
  registerForKilling,
  runPair,
  runProgram,
  start,
  startHost,
  temporaryDirectory,
} from "../support/index.js";
import { pipeHost, waitingShell } from "../support/stdio-hosts.js";

const gracePeriod = 300;
/** Twice the time between two looks of the thread, its margin, and the grace period. */
const AT_MOST = gracePeriod + 1_000;
const bind = { deadline: "thread", gracePeriod } as const;

/** A pair under no guard: so it is the thread alone that could end the child. */
const pairWithThread = (options: PairOptions) => runPair({ ...options, lifeline: { guard: false } });

describe('deadline "thread"', () => {
  it("leaves a blocked child alone while its parent lives", async () => {
    const { child, report } = await pairWithThread({ child: { bind, block: 3_600_000 } });
    await report.message("blocking");
    await expectAliveFor(child, AT_MOST);
  });

  describe("behind a shell that lives on, in a host's pipe", () => {
    const kept = [
      {
        why: "its host lives, and will still be heard",
        script: "echo request; exec sleep 3600",
        kill: false,
        bind: goodbye,
      },
      {
        why: "somebody else holds the pipe",
        script: "echo request; sleep 3600 & wait",
        kill: true,
        bind: goodbye,
      },
      { why: "no end is taken for a goodbye", script: "exec sleep 3600", kill: true, bind: {} },
    ];

    it("leaves a blocked child alone while there is no proof", async () => {
      const watched = kept.map(async ({ why, script, kill, bind }) => {
        const { host, child } = await startHosted(script, bind);
        if (kill) host.kill("SIGKILL");
        await expectAliveFor(child, AT_MOST).catch((cause) => Promise.reject(new Error(why, { cause })));
      });
      await Promise.all(watched);
    });

    it("takes a pipe that a living host has closed for its goodbye", async () => {
      const { host, child } = await startHosted("echo request; read; exec >&2; exec sleep 3600", goodbye);
      host.send("close");
      await expectDead(child);
      expect(host.process.exitCode).toBe(null);
    });

    // Reading takes it three times as long as a blocked child has.
    it("lets a child read a dead host's last words to their end, however slowly", async () => {
      const { host, report } = await startHosted(`read; head -c ${20 * PIECE} /dev/zero`, goodbye, {
        READS: "all",
      });
      host.send("begin");
      await host.exit;
      expect(await report.message("read")).toMatchObject({ length: 20 * PIECE });
    });
  });

  it.each(["thread", "timer"] as const)(
    "a hook that blocks is ended by a %s: if by a thread",
    async (deadline) => {
      const { host, child, report } = await pairWithThread({
        child: { bind: { deadline, gracePeriod }, onShutdown: "block" },
      });
      host.kill("SIGKILL");
      await report.message("hook");
      if (deadline === "thread") await expectDead(child);
      else await expectAliveFor(child, AT_MOST);
    },
  );

  it("lets a hook that does not block finish", async () => {
    const delay = gracePeriod / 2;
    const { host, child, report } = await pairWithThread({ child: { bind, onShutdown: { delay } } });
    host.kill("SIGKILL");
    await report.message("hook-done");
    await expectDead(child);
  });

  it("spares a child that was released while it was blocked, though its parent is gone", async () => {
    const { host, child, report } = await pairWithThread({ child: { bind, block: 2 * AT_MOST } });
    await report.message("blocking");
    host.send({ do: "release" });
    await host.message("released");
    host.kill("SIGKILL");
    await report.message("unblocked");
    expect((await report.message("mode")).mode).toBe("standalone");
    await expectAliveFor(child, gracePeriod);
    expect(report.of("shutdown")).toEqual([]);
  });

  it("does not keep a finished process alive", async () => {
    const host = startHost({ children: [childFixture({ bind, keepAlive: false })] });
    expect(await host.message("exit")).toMatchObject({ code: 0, signal: null });
  });

  it("is there while bound, and neither it nor its watch after unbind()", async () => {
    const program = runProgram<{ unbound: { threads: number[] } }>(`
      import { readdirSync } from "node:fs";
      import { setTimeout as sleep } from "node:timers/promises";
      import { bindToParent } from "lifeline-child";
      const count = () => readdirSync("/proc/self/task").length;
      const threads = [count()];
      const binding = bindToParent({ channel: "stdin", deadline: "thread", gracePeriod: ${gracePeriod} });
      threads.push(count());
      binding.unbind();
      for (let left = 250; left > 0 && count() !== threads[0]; left--) await sleep(20);
      threads.push(count());
      console.log(JSON.stringify({ type: "unbound", threads }));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_600_000);
    `);
    const [before = 0, ...then] = (await program.message("unbound")).threads;
    expect(then).toEqual([before + 1, before]);
    program.process.stdin?.destroy();
    await expectAliveFor(program.identity, AT_MOST);
  });

  it("loads nothing of the program's a second time", async () => {
    const report = createReport<{ preloaded: object }>();
    const preload = join(temporaryDirectory(), "preload.mjs");
    writeFileSync(
      preload,
      `import { appendFileSync } from "node:fs";
       appendFileSync(process.env.LIFELINE_TEST_REPORT, '{"type":"preloaded"}\\n');`,
    );
    const program = runProgram(
      `import { bindToParent } from "lifeline-child";
       const binding = bindToParent({ channel: "stdin", deadline: "thread" });
       setTimeout(() => process.exit(binding.mode === "lifeline" ? 0 : 1), 500);`,
      { env: { ...report.env, NODE_OPTIONS: `--import=${pathToFileURL(preload)}` } },
    );
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(report.of("preloaded")).toHaveLength(1);
  });

  it("is refused where threads are", async () => {
    const program = runProgram<{ refused: { code: string; mode?: string } }>(
      `import { bindToParent } from "lifeline-child";
       try { bindToParent({ deadline: "thread" }); } catch ({ code }) {
         console.log(JSON.stringify({ type: "refused", code, mode: bindToParent().mode }));
       }`,
      { prefix: ["env", "NODE_OPTIONS=--experimental-permission --allow-fs-read=* --no-warnings"] },
    );
    expect(await program.message("refused")).toMatchObject({
      code: "ERR_LIFELINE_UNSUPPORTED",
      mode: "pipe",
    });
  });

  // The guard is among what the child has started; killed with the rest, it could end nobody.
  it("leaves what the child's own guard is there for to the guard", async () => {
    const report = createReport<{ escaped: { pid: number }; blocking: object }>();
    const parent = runProgram(
      `import { spawn } from "node:child_process";
       spawn(process.execPath, process.argv.slice(1), { stdio: ["pipe", "ignore", "inherit"] });
       setInterval(() => {}, 1_000);`,
      {
        env: report.env,
        args: ["--input-type=module", "-e", BLOCKED_PARENT],
      },
    );
    const escaped = registerForKilling(identify((await report.message("escaped")).pid));
    await report.message("blocking");
    parent.kill("SIGKILL");
    await expectDead(escaped);
  });
});

const goodbye = { onStdinEnd: "shutdown" } as const;
const PIECE = 1_000;

/** A child that is blocked all the time and reads nothing, or with READS everything, bit by bit. */
async function startHosted(host: string, options: BindOptions, env: NodeJS.ProcessEnv = {}) {
  const report = createReport<{ blocking: { pid: number }; read: { length: number } }>();
  const child = ["--input-type=module", "-e", BLOCKED_READER, JSON.stringify({ ...bind, ...options })];
  const [program = "", ...words] = [...pipeHost(host), ...waitingShell, process.execPath, ...child];
  const started = start(program, words, { env: { ...report.env, ...env } });
  const { pid } = await report.message("blocking");
  return { host: started, child: registerForKilling(identify(pid)), report };
}

const BLOCKED_READER = `
  import { appendFileSync, readSync } from "node:fs";
  import { bindToParent } from "lifeline-child";
  const report = (facts) => appendFileSync(process.env.LIFELINE_TEST_REPORT, JSON.stringify(facts) + "\\n");
  const rest = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  bindToParent(JSON.parse(process.argv[1]));
  report({ type: "blocking", pid: process.pid });
  if (!process.env.READS) rest(3_600_000);
  let length = 0;
  for (let more = 1; more > 0; length += more) {
    rest(100);
    more = readSync(0, Buffer.alloc(${PIECE}));
  }
  report({ type: "read", length });
`;

const BLOCKED_PARENT = `
  import { appendFileSync, existsSync, readFileSync } from "node:fs";
  import { setTimeout as sleep } from "node:timers/promises";
  import { bindToParent } from "lifeline-child";
  import { spawnWithLifeline } from "lifeline-parent";
  const path = process.env.LIFELINE_TEST_REPORT;
  bindToParent({ deadline: "thread", gracePeriod: ${gracePeriod} });
  const script = "(setsid bash -c 'echo \\"{\\\\\\"type\\\\\\":\\\\\\"escaped\\\\\\",\\\\\\"pid\\\\\\":$$}\\" >> \\"$LIFELINE_TEST_REPORT\\"; exec sleep 3600' &)";
  spawnWithLifeline("bash", ["-c", script], { stdio: "ignore", lifeline: { gracePeriod: ${gracePeriod} } });
  while (!readFileSync(path, "utf8").includes("escaped")) await sleep(20);
  appendFileSync(path, '{"type":"blocking"}\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_600_000);
`;
