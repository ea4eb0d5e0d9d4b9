import { expect, it } from "vitest";
import {
  childFixture,
  describeNeeds,
  expectAliveFor,
  expectDead,
  portIsFree,
  runPair,
  startBystander,
  until,
} from "../support/index.js";
import { type Runtime, runtimes } from "./runtimes.js";

const protectedOnLinux = {
  eof: { active: true, why: "the child watches its lifeline" },
  guard: { active: true },
  group: { active: true },
  cookie: { active: true },
  kernel: { active: false },
};

interface Crossed {
  parent: Runtime;
  child: Runtime;
  plain?: boolean;
}

async function startPair({ parent, child, plain = false }: Crossed) {
  const bystander = startBystander(childFixture({ bind: false }, child.command));
  const pair = await runPair({
    plain,
    child: { port: true, ready: true },
    runtimes: { parent: parent.command, child: child.command },
  });
  return { ...pair, bystander };
}

async function killTheParent(crossed: Crossed) {
  const pair = await startPair(crossed);
  pair.host.kill("SIGKILL");
  await pair.host.exit;
  return pair;
}

const pairs = runtimes.flatMap((parent) => runtimes.map((child) => ({ parent, child })));
for (const { parent, child } of pairs) {
  describeNeeds(parent.here, child.here)(`${parent.name} is the parent of ${child.name}`, () => {
    it("leaks it without a lifeline", async () => {
      const { child: orphan, port } = await killTheParent({ parent, child, plain: true });
      await expectAliveFor(orphan, 100);
      expect(await portIsFree(port)).toBe(false);
    });

    it("is killed, and the child is gone, after its onShutdown", async () => {
      const pair = await killTheParent({ parent, child, plain: false });
      expect(await pair.report.message("hook")).toMatchObject({ reason: "parent-exited" });
      await expectDead(pair.child);
      await until("the port to be free", () => portIsFree(pair.port));
      expect(pair.report.of("hook-done")).toHaveLength(1);
      pair.bystander.expectAlive();
    });

    it("stops it gracefully, and says what protected it", async () => {
      const pair = await startPair({ parent, child });
      await pair.host.message("ready");
      pair.host.send({ do: "inspect" });
      expect((await pair.host.message("inspected")).protection).toMatchObject(protectedOnLinux);
      pair.host.send({ do: "stop" });
      const { report } = await pair.host.message("stopped");
      const graceful = { exitCode: 0, signal: null, forced: false, killed: [], survivors: [] };
      expect(report).toMatchObject(graceful);
      await expectDead(pair.child);
      expect(await portIsFree(pair.port)).toBe(true);
      const why = { reason: "stop-requested", evidence: "stop-message" };
      expect(pair.report.of("hook")).toMatchObject([why]);
      expect(await pair.host.message("stopping")).toMatchObject({ reason: "stop-requested" });
      expect(await pair.host.message("closed")).toMatchObject({ exitCode: 0, signal: null });
      pair.bystander.expectAlive();
    });
  });
}
