import type { LaunchMode } from "lifeline-child";
import { describe, expect, it } from "vitest";
import { startForkHost } from "../support/fork-host.js";
import {
  asShell,
  canUnshare,
  createReport,
  descendants,
  fixture,
  itNeeds,
  nodeFixture,
  requireTool,
  start,
  until,
} from "../support/index.js";
import { marker } from "../support/wrong-lifeline.js";

interface Launch {
  ppid: number;
  detected: LaunchMode;
  service: boolean;
  before: { LIFELINE?: string };
  after: object;
  bound: LaunchMode;
  left?: string;
}

const program = nodeFixture("launch.mjs");
const asText = asShell(program);

async function launch(run: (env: NodeJS.ProcessEnv) => unknown): Promise<Launch> {
  const report = createReport<{ launch: Launch }>();
  run(report.env);
  const found = await report.message("launch");
  // The question changes nothing, and bindToParent comes to the same answer.
  expect(found.after).toEqual(found.before);
  expect(found.bound).toEqual(found.detected);
  expect(found.left).toBeUndefined();
  expect(found.service).toBe(found.detected.mode === "service");
  return found;
}

const shell = (script: string, added: NodeJS.ProcessEnv = {}) =>
  launch((env) => start("sh", ["-c", script], { env: { ...env, ...added } }));

describe("the mode, by what stdin is", () => {
  it.each([
    { script: `cat | exec ${asText}`, mode: "pipe", stdin: "pipe", evidence: "stdin is a pipe." },
    { script: `exec ${asText}`, mode: "pipe", stdin: "socket", evidence: "stdin is a socket." },
    { script: `exec ${asText} </dev/null`, mode: "service", stdin: "null", evidence: "stdin is /dev/null." },
    // Node opens /dev/null where it finds nothing.
    { script: `exec ${asText} <&-`, mode: "service", stdin: "null", evidence: "stdin is /dev/null." },
    { script: `exec ${asText} <"$0"`, mode: "service", stdin: "file", evidence: "stdin is a file." },
    {
      script: `exec ${asText} </dev/zero`,
      mode: "service",
      stdin: "other",
      evidence: "stdin is something else.",
    },
    {
      script: `exec ${asText} </`,
      mode: "service",
      stdin: "other",
      evidence: "stdin is something else.",
    },
  ])("$stdin: $mode", async ({ script, mode, stdin, evidence }) => {
    const { detected } = await shell(script.replace("$0", fixture("launch.mjs")));
    expect(detected).toEqual({ mode, stdin, evidence: [evidence] });
  });

  itNeeds(requireTool("script", { package: "bsdutils" }))("tty: terminal", async () => {
    const command = `exec ${asText}`;
    const { detected } = await launch((env) =>
      start("script", ["--quiet", "--return", "--command", command, "/dev/null"], { env }),
    );
    expect(detected).toEqual({ mode: "terminal", stdin: "tty", evidence: ["stdin is a terminal."] });
  });
});

describe("the mode, by what the parent gave", () => {
  const withFd3 = (third: "pipe" | "ipc", LIFELINE?: string) =>
    launch((env) => {
      const stdio: ("pipe" | "ipc")[] = ["pipe", "pipe", "pipe", third];
      start(program.command, program.args, { stdio, env: { ...env, ...(LIFELINE && { LIFELINE }) } });
    });

  it("lifeline, on an fd", async () => {
    const { detected, before } = await withFd3("pipe", marker(3));
    expect(before.LIFELINE).toBe(marker(3));
    const evidence = ["LIFELINE names fd 3, which is a socket."];
    expect(detected).toEqual({ mode: "lifeline", stdin: "socket", evidence });
  });

  it("lifeline, on stdin", async () => {
    const { detected } = await shell(`exec ${asText}`, { LIFELINE: marker(0) });
    const evidence = ["LIFELINE names fd 0, which is a socket."];
    expect(detected).toEqual({ mode: "lifeline", stdin: "lifeline", evidence });
  });

  it("lifeline, whatever manager there is", async () => {
    const { detected } = await shell(`SYSTEMD_EXEC_PID=$$ exec ${asText}`, { LIFELINE: marker(0) });
    expect(detected).toMatchObject({ mode: "lifeline" });
    expect(detected.manager).toBeUndefined();
  });

  it("not what a malformed LIFELINE says", async () => {
    const { detected } = await withFd3("pipe", "v=1;fd=3");
    const evidence = ["LIFELINE is malformed.", "stdin is a socket."];
    expect(detected).toEqual({ mode: "pipe", stdin: "socket", evidence });
  });

  it("ipc", async () => {
    const { detected } = await withFd3("ipc");
    const evidence = ["There is an IPC channel."];
    expect(detected).toEqual({ mode: "ipc", stdin: "socket", evidence });
  });
});

describe("the manager, only where it started this very process", () => {
  it("systemd, by our own pid", async () => {
    const { detected } = await shell(`SYSTEMD_EXEC_PID=$$ exec ${asText}`);
    const evidence = ["SYSTEMD_EXEC_PID is our own pid."];
    expect(detected).toEqual({ mode: "service", stdin: "socket", manager: "systemd", evidence });
  });

  it("not systemd, by the pid of an ancestor", async () => {
    const { detected } = await shell(`export SYSTEMD_EXEC_PID=$$ INVOCATION_ID=1; ${asText}; :`);
    expect(detected).toEqual({ mode: "pipe", stdin: "socket", evidence: ["stdin is a socket."] });
  });

  const forked = (title: string | undefined, ...args: string[]) =>
    launch((env) => startForkHost(program, { ...(title && { title }) }, { env }, args));

  it("pm2, by the title of the parent", async () => {
    const { detected, ppid } = await forked("PM2 v5.3.0: God Daemon (/root/.pm2)");
    const evidence = [`The parent process, ${ppid}, is pm2.`];
    expect(detected).toMatchObject({ mode: "service", manager: "pm2", evidence });
  });

  it.each([
    "pm2",
    "/srv/pm2",
    "/usr/bin/supervisord",
    "supervisord",
    "/usr/bin/runsv",
    "PM2 v5",
    "\nsupervisord -n",
    "x\nrunsv\ny",
  ])("none, by %j as an argument of the parent", async (argument) => {
    const { detected } = await forked(undefined, argument, "more");
    expect(detected.manager).toBeUndefined();
    expect(detected.mode).toBe("ipc");
  });

  it("none, by what is inherited", async () => {
    const { detected } = await shell(`exec ${asText}`, {
      INVOCATION_ID: "1",
      JOURNAL_STREAM: "8:1",
      pm_id: "0",
      NODE_APP_INSTANCE: "0",
      SUPERVISOR_ENABLED: "1",
      KUBERNETES_SERVICE_HOST: "10.0.0.1",
      container: "podman",
    });
    expect(detected).toEqual({ mode: "pipe", stdin: "socket", evidence: ["stdin is a socket."] });
  });

  const itNeedsNamespace = itNeeds(canUnshare);
  const namespace = ["--pid", "--fork", "--mount-proc"];
  const contained = (env: NodeJS.ProcessEnv) =>
    start("unshare", [...namespace, program.command, ...program.args], { env });

  itNeedsNamespace("container, by pid 1", async () => {
    const { detected } = await launch(contained);
    const evidence = ["The parent process, 0, is outside (container)."];
    expect(detected).toMatchObject({ mode: "service", manager: "container", evidence });
  });

  itNeedsNamespace("kubernetes, by pid 1 and its address", async () => {
    const { detected } = await launch((env) => contained({ ...env, KUBERNETES_SERVICE_HOST: "10.0.0.1" }));
    const evidence = ["The parent process, 0, is outside (kubernetes)."];
    expect(detected).toMatchObject({ mode: "service", manager: "kubernetes", evidence });
  });

  itNeedsNamespace("container, by a parent outside, as `docker exec` has it", async () => {
    const first = start("unshare", [...namespace, "sleep", "1000"]);
    const inside = await until("the first process", () =>
      descendants(first.pid).find(({ command }) => command === "sleep"),
    );
    const enter = ["--target", `${inside.pid}`, "--pid", "--mount", program.command, ...program.args];
    const { detected } = await launch((env) =>
      start("nsenter", enter, { env: { ...env, container: "podman" } }),
    );
    const evidence = ["The parent process, 0, is outside (container)."];
    expect(detected).toMatchObject({ mode: "service", manager: "container", evidence });
  });
});
