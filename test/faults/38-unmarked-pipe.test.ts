import { describe, expect } from "vitest";
import {
  createReport,
  expectAliveFor,
  expectDead,
  fixture,
  identify,
  itNeeds,
  killByIdentity,
  requireTool,
  scale,
  start,
  startBystander,
} from "../support/index.js";
import {
  createPayload,
  type StdinReaderReports,
  type StdinReaderSpec,
  stdinReader,
} from "../support/stdin-reader.js";

interface HostCase {
  host: keyof typeof hosts;
  reads: NonNullable<StdinReaderSpec["reads"]>;
  bind?: StdinReaderSpec["bind"];
}

/** Not python3 of the PATH, which may be somebody's shim: a shim would stand between host and child. */
const hosts = {
  Node: { command: process.execPath, args: [fixture("stdio-host.mjs")], stdin: "socket" },
  Python: { command: "/usr/bin/python3", args: [fixture("stdio_host.py")], stdin: "pipe" },
};
/** As innocent as another child, and started in a millisecond. */
const still = { command: "sleep", args: ["1000"] };
const payloads = { none: createPayload(0), small: createPayload(50_000), large: createPayload(4_000_000) };

async function runHost({ host, reads, bind }: HostCase) {
  const payload = payloads[reads === "nothing" ? "none" : reads.endsWith("late") ? "small" : "large"];
  const bystander = startBystander(still);
  const report = createReport<StdinReaderReports>();
  const child = stdinReader({ reads, bind });
  const { command, args } = hosts[host];
  const started = start(command, [...args, payload.path, child.command, ...child.args], { env: report.env });
  const up = await report.message("up");
  await started.message("sent");
  return { host: started, up, child: identify(up.pid), report, content: payload.content, bystander };
}

const quick = { probeInterval: 50 };
const readers = ["nothing", "stream", "readFileSync at once"] as const;
const itNeedsHost = { Node: itNeeds(), Python: itNeeds(requireTool("python3")) };

for (const host of ["Node", "Python"] as const) {
  const itOfHost = itNeedsHost[host];

  describe(`the ${host} host of an unmarked pipe dies`, () => {
    itOfHost("leaks a child that does not bind", async () => {
      const { host: parent, child } = await runHost({ host, reads: "stream", bind: false });
      parent.kill("SIGKILL");
      await parent.exit;
      await expectAliveFor(child, 300);
    });

    for (const onStdinEnd of ["recheck", "shutdown"] as const) {
      for (const reads of readers) {
        itOfHost(`ends a child that reads with ${reads}, with onStdinEnd "${onStdinEnd}"`, async () => {
          const bind = { ...quick, onStdinEnd };
          const {
            host: parent,
            up,
            child,
            report,
            content,
            bystander,
          } = await runHost({ host, reads, bind });
          expect(up).toMatchObject({ mode: "pipe", launch: { mode: "pipe", stdin: hosts[host].stdin } });
          parent.kill("SIGKILL");
          const { reason, evidence } = await report.message("hook");
          expect(reason).toBe("parent-exited");
          // A dying process closes its files before its children are given away.
          if (onStdinEnd === "recheck") expect(evidence).toBe("reparented");
          else expect(evidence).toMatch(/^(reparented|stdin-end)$/);
          if (reads !== "nothing") expect(await report.message("read")).toMatchObject(content);
          await expectDead(child);
          bystander.expectAlive();
        });
      }
    }

    itOfHost("notices within one probe interval", async () => {
      const bind = { probeInterval: 1_500 };
      const { host: parent, report } = await runHost({ host, reads: "nothing", bind });
      parent.kill("SIGKILL");
      await parent.exit;
      await report.message("hook", { timeout: 1_500 / scale + 1_400 });
    });
  });

  describe(`the ${host} host of an unmarked pipe closes stdin and lives on`, () => {
    async function close(options: Omit<HostCase, "host">) {
      const running = await runHost({ host, ...options });
      running.host.send("close");
      return running;
    }

    for (const reads of readers) {
      itOfHost(`lets a child that reads with ${reads} run, until the host dies`, async () => {
        const { host: parent, child, report, content } = await close({ reads, bind: quick });
        if (reads !== "nothing") expect(await report.message("read")).toMatchObject(content);
        await expectAliveFor(child, 300);
        expect(report.of("hook")).toEqual([]);
        parent.kill("SIGKILL");
        expect(await report.message("hook")).toMatchObject({ evidence: "reparented" });
        await expectDead(child);
      });
    }

    itOfHost('is a goodbye to a child that reads it, with onStdinEnd "shutdown"', async () => {
      const bind = { ...quick, onStdinEnd: "shutdown" } as const;
      const { host: parent, child, report, content } = await close({ reads: "stream", bind });
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "stdin-end" });
      expect(await report.message("read")).toMatchObject(content);
      await expectDead(child);
      expect(parent.process.exitCode).toBe(null);
    });

    // "shutdown" is the one that looks more closely at stdin.
    itOfHost("has sent every byte, for readFileSync(0) however late", async () => {
      const bind = { ...quick, onStdinEnd: "shutdown" } as const;
      const { child, report, content } = await close({ reads: "readFileSync, late", bind });
      await expectAliveFor(child, 300);
      killByIdentity(child, "SIGUSR2");
      expect(await report.message("read")).toMatchObject(content);
    });
  });
}
