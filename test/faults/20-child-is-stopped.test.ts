import { describe, expect, it } from "vitest";
import {
  describeTree,
  expectAliveFor,
  expectDead,
  portIsFree,
  runPair,
  startBystander,
  until,
} from "../support/index.js";
import { stopInItsSleep } from "../support/stopped.js";

// A foreign process hears the polite request as soon as SIGCONT has woken it.
describeTree("a child that is stopped", `say $$; kill -STOP $$; exec sleep 3600`);

describeTree("a grandchild that is stopped", `sleep 3600 & kill -STOP $!; say $!; wait`);

describeTree(
  "a child that is stopped and ignores SIGTERM",
  `trap '' TERM; say $$; kill -STOP $$; exec sleep 3600`,
  {
    gracePeriod: 400,
    forced: true,
  },
);

// A bound child is asked over its lifeline, and cannot hear that: what ends it comes half a second after its own deadline.
describe("a bound child that is stopped", () => {
  const gracePeriod = 300;

  async function stopTheChild({ guard }: { guard: boolean }) {
    const bystander = startBystander();
    const pair = await runPair({ child: { port: true }, lifeline: { gracePeriod, guard } });
    await stopInItsSleep(pair.child);
    return { ...pair, bystander };
  }

  it("is gone when its parent is killed", async () => {
    const { host, child, port, bystander } = await stopTheChild({ guard: true });
    const began = performance.now();
    host.kill("SIGKILL");
    await expectDead(child);
    expect(performance.now() - began).toBeGreaterThanOrEqual(gracePeriod + 490);
    await until("the port to be free", () => portIsFree(port));
    bystander.expectAlive();
  });

  it("is gone after stop()", async () => {
    const { host, child, port } = await stopTheChild({ guard: true });
    host.send({ do: "stop" });
    const { report } = await host.message("stopped");
    expect(report).toMatchObject({ forced: true, survivors: [], signal: "SIGKILL" });
    expect(report.duration).toBeGreaterThanOrEqual(gracePeriod + 490);
    await expectDead(child);
    expect(await portIsFree(port)).toBe(true);
  });

  it("stays as it is without the guard", async () => {
    const { host, child, port } = await stopTheChild({ guard: false });
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(child, gracePeriod + 800);
    expect(await portIsFree(port)).toBe(false);
  });
});
