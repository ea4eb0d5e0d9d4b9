import { describe, expect, it } from "vitest";
import {
  expectAliveFor,
  expectDead,
  isDead,
  portIsFree,
  runPair,
  startBystander,
  until,
} from "../support/index.js";

const beat = 50;

// P takes SIGTERM and never comes back from its handler.
async function hangTheParent({ plain }: { plain: boolean }) {
  const bystander = startBystander();
  const pair = await runPair({
    plain,
    child: { port: true, bind: { probeInterval: beat } },
    lifeline: { heartbeatInterval: beat },
  });
  pair.host.send({ do: "trap", signal: "SIGTERM" });
  await pair.host.message("trapping");
  pair.host.kill("SIGTERM");
  await pair.host.message("trapped");
  return { ...pair, bystander };
}

describe("P hangs in its own SIGTERM handler", () => {
  it("leaks C without a lifeline, once P is killed", async () => {
    const { host, child, port } = await hangTheParent({ plain: true });
    host.kill("SIGKILL");
    await host.exit;
    await expectAliveFor(child, 500);
    expect(await portIsFree(port)).toBe(false);
  });

  it("lets C live until P dies, then ends it after its onShutdown", async () => {
    const { host, child, port, report, bystander } = await hangTheParent({ plain: false });
    // The stall shows that C looked; twice as long again it is not misled.
    await report.message("stall");
    await expectAliveFor(child, 10 * beat);
    expect(isDead(host.identity)).toBe(false);
    expect(report.of("shutdown")).toEqual([]);
    host.kill("SIGKILL");
    expect(await host.exit).toEqual({ code: null, signal: "SIGKILL" });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    await until("the port to be free", () => portIsFree(port));
    bystander.expectAlive();
  });
});
