import { describe, expect } from "vitest";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  expectAliveFor,
  expectDead,
  identify,
  itNeeds,
  type ProcessIdentity,
  portIsFree,
  type Report,
  registerForKilling,
  type Started,
  startBystander,
  until,
} from "../support/index.js";
import { layCable, layNetwork } from "./cable.js";
import { runWords } from "./lifeline.js";
import { networkNeeds, SshServer, sshNeeds } from "./ssh.js";

interface Remote {
  readonly ssh: Started;
  readonly report: Report<ChildReports>;
  readonly members: ProcessIdentity[];
  readonly port: number;
}

type Setting = { plain: boolean; child?: ChildSpec; over?: Parameters<SshServer["run"]>[1] };

/** On the other side: a server that never looks at its stdin, and a daemon of its own. */
async function runRemotely(server: SshServer, { plain, child, over }: Setting): Promise<Remote> {
  const report = createReport<ChildReports>();
  const daemon = { command: "sleep", args: ["3600"], options: { detached: true } };
  const command = childFixture({ bind: false, port: true, spawns: [daemon], ...child });
  const words = runWords(command, { plain, options: ["--on-eof", "--grace", "2s"] });
  const [first = "", ...args] = ["env", `LIFELINE_TEST_REPORT=${report.path}`, ...words];
  const ssh = server.run({ command: first, args }, over);
  const up = await report.message("up").catch((error: Error) => {
    throw new Error(`${error.message}\n${ssh.stderr}`);
  });
  const { child: pid } = await report.message("grandchild");
  if (child?.bind) await report.message("bound");
  const members = [up.pid, pid].map((each) => registerForKilling(identify(each)));
  return { ssh, report, members, port: up.port ?? 0 };
}

async function expectLeak({ members }: Remote): Promise<void> {
  for (const member of members) await expectAliveFor(member, 300);
}

async function expectGone({ members, port }: Remote): Promise<void> {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  await expectDead(members);
  await until("the port to be free", () => portIsFree(port));
  bystander.expectAlive();
}

describe("the local ssh is killed", () => {
  async function killSsh({ plain }: { plain: boolean }): Promise<Remote> {
    const remote = await runRemotely(await new SshServer().start(), { plain });
    remote.ssh.kill("SIGKILL");
    await remote.ssh.exit;
    return remote;
  }

  itNeeds(...sshNeeds)("leaks the command on the other side without lifeline run", async () => {
    await expectLeak(await killSsh({ plain: true }));
  });

  itNeeds(...sshNeeds)("ends the command on the other side, and its daemon", async () => {
    await expectGone(await killSsh({ plain: false }));
  });
});

describe("the connection is cut", () => {
  async function cut({ plain }: { plain: boolean }): Promise<Remote> {
    const server = await new SshServer().start();
    const cable = await layCable(server.port);
    const remote = await runRemotely(server, { plain, over: { port: cable.port } });
    cable.cut();
    await remote.ssh.exit;
    return remote;
  }

  itNeeds(...sshNeeds)("leaks the command on the other side without lifeline run", async () => {
    await expectLeak(await cut({ plain: true }));
  });

  itNeeds(...sshNeeds)("ends the command on the other side, and its daemon", async () => {
    await expectGone(await cut({ plain: false }));
  });
});

describe("the network is gone: packets are sent, and none arrive", () => {
  async function drop({ isAsked }: { isAsked: boolean }): Promise<Remote> {
    const network = await layNetwork();
    const asked = isAsked ? ["ClientAliveInterval 1", "ClientAliveCountMax 1"] : [];
    const server = await new SshServer(network).start(asked);
    const settings = ["ServerAliveInterval=1", "ServerAliveCountMax=1"];
    const remote = await runRemotely(server, { plain: false, over: { settings } });
    await network.dropEverything();
    await remote.ssh.exit;
    return remote;
  }

  itNeeds(...sshNeeds, ...networkNeeds)("is not noticed by a server that does not ask", async () => {
    const remote = await drop({ isAsked: false });
    expect(await remote.ssh.exit).toEqual({ code: 255, signal: null });
    await expectAliveFor(remote.members[0] as ProcessIdentity, 1_500);
  });

  itNeeds(...sshNeeds, ...networkNeeds)(
    "ends both sides where both ask: ServerAlive and ClientAlive",
    async () => {
      const remote = await drop({ isAsked: true });
      expect(await remote.ssh.exit).toEqual({ code: 255, signal: null });
      await expectDead(remote.members);
    },
  );
});

describe("a graceful stop", () => {
  itNeeds(...sshNeeds)("of the local ssh arrives as a graceful stop", async () => {
    const remote = await runRemotely(await new SshServer().start(), { plain: false, child: { bind: {} } });
    remote.ssh.kill("SIGTERM");
    expect(await remote.report.message("hook")).toMatchObject({ reason: "stop-requested" });
    expect(await remote.report.message("hook-done")).toBeDefined();
    await expectGone(remote);
  });

  itNeeds(...sshNeeds)(
    "by closing stdin lets the command end by itself, and its status arrives",
    async () => {
      const server = await new SshServer().start();
      const [command = "", ...args] = runWords(
        { command: "sh", args: ["-c", 'echo up; read -r text; echo "$text"; exit 3'] },
        { options: ["--on-eof"] },
      );
      const ssh = server.run({ command, args });
      await until("the command to be up", () => ssh.output === "up\n");
      ssh.process.stdin?.end("twelve bytes");
      expect(await ssh.exit).toEqual({ code: 3, signal: null });
      await until("the output", () => ssh.output === "up\ntwelve bytes\n");
    },
  );
});
