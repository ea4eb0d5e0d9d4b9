import { describe, expect, it } from "vitest";
import { startForkHost } from "../support/fork-host.js";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  type ProcessIdentity,
  registerForKilling,
  type Started,
  start,
  startBystander,
  startHost,
} from "../support/index.js";

const gracePeriod = 300;
/** How often the thread looks, twice, and its margin behind the grace period. */
const AT_MOST = gracePeriod + 1_000;

type Command = ReturnType<typeof childFixture>;

/** What npx and most hosts put in between: it waits for its command, and outlives whoever has started it. */
const waitingShell = ["sh", "-c", '"$@"; true', "sh"];

/** A host, not written in Node, that has asked something: in the pipe lies what a blocked child does not read. */
function startPipeHost(command: readonly string[], env: NodeJS.ProcessEnv): Started {
  return start("bash", ["-c", 'exec > >(exec "$@"); echo request; exec sleep 3600', "bash", ...command], {
    env,
  });
}

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
    begin: ({ command, args }, env) =>
      start(process.execPath, [fixture("stdio-host.mjs"), "/dev/null", command, ...args], { env }),
  },
  {
    name: "a foreign parent's pipe, full of heartbeats",
    bind: { channel: "stdin" },
    begin: ({ command, args }, env) =>
      start(
        "bash",
        ["-c", 'exec > >(exec "$@"); while :; do echo beat; sleep 0.1; done', "bash", command, ...args],
        {
          env,
          stdio: ["pipe", "ignore", "inherit"],
        },
      ),
  },
  {
    name: "a socket on its stdin, as of an MCP host, behind a shell that lives on",
    bind: { onStdinEnd: "shutdown" },
    begin: ({ command, args }, env) =>
      start(process.execPath, [fixture("stdio-host.mjs"), "/dev/null", ...waitingShell, command, ...args], {
        env,
      }),
  },
  {
    name: "a pipe on its stdin, with a request in it, behind a shell that lives on",
    bind: { onStdinEnd: "shutdown" },
    begin: ({ command, args }, env) => startPipeHost([...waitingShell, command, ...args], env),
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
