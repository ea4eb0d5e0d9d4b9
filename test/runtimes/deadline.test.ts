import { it } from "vitest";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  describeNeeds,
  expectAliveFor,
  expectDead,
  identify,
  registerForKilling,
  runPair,
  start,
} from "../support/index.js";
import { ASKS, pipeHost, socketHost, waitingShell } from "../support/stdio-hosts.js";
import { type Runtime, runtimes } from "./runtimes.js";

const gracePeriod = 300;
const AT_MOST = gracePeriod + 1_000;

interface Asked {
  readonly child: Runtime;
  readonly deadline: "timer" | "thread";
}

async function killParent({ child, deadline }: Asked) {
  const pair = await runPair({
    child: { bind: { deadline, gracePeriod }, block: 3_600_000 },
    lifeline: { guard: false },
    runtimes: { parent: [process.execPath], child: child.command },
  });
  await pair.report.message("blocking");
  pair.host.kill("SIGKILL");
  await pair.host.exit;
  return pair.child;
}

const hosts = {
  socket: socketHost,
  pipe: pipeHost(ASKS),
};

/** Of a host that has a shell in between, which lives on. */
async function killHost({ child, deadline, stdin }: Asked & { stdin: keyof typeof hosts }) {
  const report = createReport<ChildReports>();
  const bind = { deadline, gracePeriod, onStdinEnd: "shutdown" } as const;
  const spec: ChildSpec = { bind, block: 3_600_000 };
  const { command, args } = childFixture(spec, child.command);
  const [program = "", ...rest] = hosts[stdin];
  const host = start(program, [...rest, ...waitingShell, command, ...args], {
    env: report.env,
  });
  const { pid } = await report.message("up");
  const blocked = registerForKilling(identify(pid));
  await report.message("blocking");
  host.kill("SIGKILL");
  await host.exit;
  return blocked;
}

for (const child of runtimes) {
  describeNeeds(child.here)(`${child.name} is the child, blocked, and its parent is killed`, () => {
    it('is ended by its deadline "thread", without a guard', async () => {
      await expectDead(await killParent({ child, deadline: "thread" }));
    });

    it('lives on with deadline "timer", without a guard', async () => {
      await expectAliveFor(await killParent({ child, deadline: "timer" }), AT_MOST);
    });

    it("is ended behind a shell, by the end of a host's pipe", async () => {
      await expectDead(await killHost({ child, deadline: "thread", stdin: "pipe" }));
    });

    const seesPeer = !child.name.startsWith("Deno");
    it(`${seesPeer ? "is ended" : "lives on"} behind a shell, by the end of a host's socket`, async () => {
      const blocked = await killHost({ child, deadline: "thread", stdin: "socket" });
      if (seesPeer) await expectDead(blocked);
      else await expectAliveFor(blocked, AT_MOST);
    });
  });
}
