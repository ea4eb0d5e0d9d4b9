import { describe, expect } from "vitest";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import {
  asShell,
  type ChildReports,
  type Command,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  isDead,
  itNeeds,
  killByIdentity,
  nodeFixture,
  portIsFree,
  readProcess,
  startBystander,
  until,
} from "../support/index.js";
import { hasPython, startInTerminal } from "../support/terminal.js";

const itNeedsTerminal = itNeeds(hasPython);
const SLEEP = { command: "sleep", args: ["3600"] };
const lifeline = { gracePeriod: 2_000 };
const OWN_SESSION = { stdio: "ignore", detached: true };
const ON_THE_TERMINAL = { stdio: "inherit" };

const DEAF = `--import=data:text/javascript,process.on('SIGHUP',()=>{})`;

/** Who leads the session on the terminal, and how P hangs on that. */
const sessions = {
  "P itself": (host: Command) => host,
  "a shell": asScript((host) => `${host}; :`),
  // Ctrl-Z stops only a job, a group whose leader's parent can continue it.
  "a shell with job control": asScript((host) => `set -m; ${host}; read -r _`),
  // A handler, because Node undoes what nohup does; and who reads from a terminal that is gone gets an error.
  "P, deaf to SIGHUP": asScript((host) => `NODE_OPTIONS="${DEAF}" exec ${host} < /dev/null`),
};

function asScript(script: (host: string) => string) {
  return (host: Command): Command => ({ command: "bash", args: ["-c", script(asShell(host))] });
}

interface Case {
  plain: boolean;
  session?: keyof typeof sessions;
  spawn?: object;
}

/** P in a terminal, with C, a child of C that left every group, and F. */
async function startInside({ plain, session = "P itself", spawn = OWN_SESSION }: Case) {
  const bystander = startBystander(SLEEP);
  const report = createReport<ChildReports>();
  const child = childFixture({
    bind: plain ? false : { signals: ["SIGHUP"] },
    port: true,
    spawns: [{ ...SLEEP, options: { detached: true } }],
  });
  const children = [
    { ...child, options: spawn, lifeline },
    { ...SLEEP, options: OWN_SESSION, lifeline },
  ];
  const host = nodeFixture("host.mjs", { plain, children });
  const terminal = startInTerminal(sessions[session](host), { env: report.env });
  const foreign = identify((await terminal.message("spawned")).pids[1] as number);
  const up = await report.message("up");
  // From here on P has no more to say: to a terminal that is gone it could not.
  if (!plain) await terminal.message("bound");
  const grandchild = identify((await report.message("grandchild")).child);
  const members = { child: identify(up.pid), grandchild, foreign };
  return { terminal, report, bystander, parent: identify(up.ppid), port: up.port ?? 0, ...members };
}

type Inside = Awaited<ReturnType<typeof startInside>>;

async function expectAllGone({ parent, child, grandchild, foreign, port, bystander }: Inside) {
  await expectEndedByGuard([child, grandchild, foreign]);
  await until("the port to be free", () => portIsFree(port));
  await expectGuardGone(parent.pid);
  bystander.expectAlive();
}

describe.each(["P itself", "a shell"] as const)(
  "the terminal of P closes, and %s leads the session",
  (session) => {
    async function closeTheTerminal({ plain }: { plain: boolean }) {
      const inside = await startInside({ plain, session });
      await inside.terminal.close();
      await expectDead(inside.parent);
      return inside;
    }

    itNeedsTerminal("leaks C, F and G without us", async () => {
      const { child, grandchild, foreign } = await closeTheTerminal({ plain: true });
      await expectAliveFor(child, 300);
      expect([grandchild, foreign].filter(isDead)).toEqual([]);
    });

    itNeedsTerminal("ends C after its onShutdown, and F and G", async () => {
      const inside = await closeTheTerminal({ plain: false });
      expect(await inside.report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectAllGone(inside);
    });
  },
);

describe("the terminal closes while P and C, who share it, are stopped by Ctrl-Z", () => {
  async function closeTheTerminal({ plain }: { plain: boolean }) {
    const inside = await startInside({
      plain,
      session: "a shell with job control",
      spawn: ON_THE_TERMINAL,
    });
    expect(readProcess(inside.child.pid)?.pgid).toBe(inside.parent.pid);
    inside.terminal.type("\x1a");
    const isStopped = ({ pid }: { pid: number }) => readProcess(pid)?.state === "T";
    await until("P and C to be stopped", () => isStopped(inside.parent) && isStopped(inside.child));
    await inside.terminal.close();
    await expectDead(inside.parent);
    return inside;
  }

  itNeedsTerminal("leaks F and G without us; C dies of the SIGHUP that it shares with P", async () => {
    const { child, grandchild, foreign } = await closeTheTerminal({ plain: true });
    await expectDead(child);
    await expectAliveFor(grandchild, 300);
    expect(isDead(foreign)).toBe(false);
  });

  itNeedsTerminal("does not leave C stopped: its onShutdown runs, and all are gone", async () => {
    const inside = await closeTheTerminal({ plain: false });
    expect((await inside.report.message("hook")).reason).toMatch(/^(parent-exited|signal)$/);
    await expectAllGone(inside);
  });
});

describe("the terminal closes, and P is deaf to SIGHUP", () => {
  itNeedsTerminal("leaves C alone while P lives, and ends it when P is killed", async () => {
    const inside = await startInside({ plain: false, session: "P, deaf to SIGHUP" });
    await inside.terminal.close();
    await expectAliveFor(inside.child, 300);
    expect(isDead(inside.parent)).toBe(false);
    expect(inside.report.of("shutdown")).toEqual([]);
    killByIdentity(inside.parent);
    expect(await inside.report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectAllGone(inside);
  });
});
