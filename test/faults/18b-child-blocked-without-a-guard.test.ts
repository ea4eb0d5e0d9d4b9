import type { StdioOptions } from "node:child_process";
import { describe, expect, it } from "vitest";
import { startForkHost } from "../support/fork-host.js";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  type ProcessIdentity,
  registerForKilling,
  type Started,
  start,
  startBystander,
  startHost,
} from "../support/index.js";
import { ASKS, pipeHost, socketHost, waitingShell } from "../support/stdio-hosts.js";

const gracePeriod = 300;
/** How often the thread looks, twice, and its margin behind the grace period. */
const AT_MOST = gracePeriod + 1_000;

type Command = ReturnType<typeof childFixture>;

/** It begins the host that these words start, with the command. */
const startHosted = (
  [program = "", ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio?: StdioOptions,
) => start(program, words, { env, ...(stdio && { stdio }) });

/** Each a parent with no guard, and the way in which a child hangs on it. */
const parents: {
  name: string;
  bind?: ChildSpec["bind"];
  begin(child: Command, env: NodeJS.ProcessEnv): Started;
}[] = [
  {
    name: "a lifeline of ours",
    begin: ({ command, args }, env) =>
      startHost(
        { children: [{ command, args, lifeline: { guard: false }, options: { stdio: "ignore" } }] },
        { env },
      ),
  },
  {
    name: "a lifeline of ours behind a shell",
    begin: ({ command, args }, env) =>
      startHost(
        {
          children: [
            {
              command: "sh",
              args: ["-c", '"$@"; exit', "sh", command, ...args],
              lifeline: { guard: false },
              options: { stdio: "ignore" },
            },
          ],
        },
        { env },
      ),
  },
  {
    name: "the channel of fork()",
    begin: (child, env) => startForkHost(child, {}, { env }),
  },
  {
    name: "a socket on its stdin, as of an MCP or LSP host",
    begin: ({ command, args }, env) => startHosted([...socketHost, command, ...args], env),
  },
  {
    name: "a foreign parent's pipe, full of heartbeats",
    bind: { channel: "stdin" },
    begin: ({ command, args }, env) =>
      startHosted([...pipeHost("while :; do echo beat; sleep 0.1; done"), command, ...args], env, [
        "pipe",
        "ignore",
        "inherit",
      ]),
  },
  {
    name: "a socket on its stdin, as of an MCP host, behind a shell that lives on",
    bind: { onStdinEnd: "shutdown" },
    begin: ({ command, args }, env) => startHosted([...socketHost, ...waitingShell, command, ...args], env),
  },
  {
    name: "a pipe on its stdin, with a request in it, behind a shell that lives on",
    bind: { onStdinEnd: "shutdown" },
    begin: ({ command, args }, env) =>
      startHosted([...pipeHost(ASKS), ...waitingShell, command, ...args], env),
  },
];

interface Blocked {
  readonly parent: Started;
  readonly child: ProcessIdentity;
  readonly grandchild: ProcessIdentity;
}

async function startBlocked(
  parent: (typeof parents)[number],
  deadline: "timer" | "thread",
): Promise<Blocked> {
  const report = createReport<ChildReports>();
  const spec: ChildSpec = {
    bind: { deadline, gracePeriod, ...parent.bind },
    block: 3_600_000,
    spawns: [{ command: "sleep", args: ["3600"] }],
  };
  const started = parent.begin(childFixture(spec), report.env);
  const { child: grandchild, pid } = await report.message("grandchild");
  const found = {
    child: registerForKilling(identify(pid)),
    grandchild: registerForKilling(identify(grandchild)),
  };
  await report.message("blocking");
  return { parent: started, ...found };
}

describe.each(parents)("a child whose event loop is blocked, on $name, without a guard", (parent) => {
  it('is gone, and all that it started before, with deadline "thread"', async () => {
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const { parent: started, child, grandchild } = await startBlocked(parent, "thread");
    started.kill("SIGKILL");
    const began = performance.now();
    await expectDead([grandchild, child]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(gracePeriod);
    bystander.expectAlive();
  });

  it('lives on with deadline "timer"', async () => {
    const { parent: started, child, grandchild } = await startBlocked(parent, "timer");
    started.kill("SIGKILL");
    await started.exit;
    await expectAliveFor(child, AT_MOST);
    await expectAliveFor(grandchild, 0);
  });
});
