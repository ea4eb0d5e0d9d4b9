import { once } from "node:events";
import { describe, expect, it } from "vitest";
import {
  expectAliveFor,
  expectDead,
  identify,
  killByIdentity,
  type ProcessIdentity,
  runPair,
  startHost,
  tie,
} from "../support/index.js";

/** The parent dies, after it has said RELEASE or without. */
async function loseTheParent({ release }: { release: boolean }) {
  const pair = await runPair({ child: { bind: { probeInterval: 50 } }, lifeline: { heartbeatInterval: 50 } });
  if (release) {
    pair.host.send({ do: "release" });
    await pair.host.message("released");
  }
  pair.host.kill("SIGKILL");
  await pair.host.exit;
  return pair;
}

describe("release()", () => {
  it("is what a bound child needs to live on: without it, it ends", async () => {
    const { child, report } = await loseTheParent({ release: false });
    await expectDead(child);
    expect(report.of("hook")).toMatchObject([{ reason: "parent-exited" }]);
  });

  it("lets a bound child live on, in standalone mode: the end of the lifeline is no death then", async () => {
    const { child, report } = await loseTheParent({ release: true });
    expect(await report.message("mode")).toMatchObject({ mode: "standalone" });
    // Six probes and six missed heartbeats long.
    await expectAliveFor(child, 300);
    expect(report.of("stall")).toEqual([]);
    expect(report.of("hook")).toEqual([]);
    killByIdentity(child, "SIGTERM");
    await expectDead(child);
    expect(report.of("hook")).toMatchObject([{ reason: "signal", evidence: "SIGTERM" }]);
    expect(report.of("hook-done")).toHaveLength(1);
  });

  it("holds also when the parent exits in the same turn, and the child was busy writing", async () => {
    const survivors: ProcessIdentity[] = [];
    for (let round = 0; round < 5; round++) {
      const { host, child } = await runPair({
        child: { chatty: false, ready: true, bind: { probeInterval: 50 } },
      });
      host.send({ do: "release" });
      host.send({ do: "exit" });
      await host.exit;
      survivors.push(child);
    }
    await Promise.all(survivors.map((child) => expectAliveFor(child, 300)));
  });

  // A foreign child hears nothing of it; it is the guard that must know.
  it.each([
    ["is what a foreign child needs too", false],
    ["leaves a foreign child alone", true],
  ])("%s", async (_, release) => {
    const foreign = { command: "sleep", args: ["1000"], options: { stdio: "ignore" } };
    const host = startHost({ children: [{ ...foreign, lifeline: { gracePeriod: 200 } }] });
    const child = identify((await host.message("spawned")).pids[0] as number);
    if (release) {
      host.send({ do: "release" });
      await host.message("released");
    }
    host.kill("SIGKILL");
    await host.exit;
    if (release) await expectAliveFor(child, 1_000);
    else await expectDead(child);
  });

  it("says RELEASE, and then nothing: the lifeline ends", async () => {
    const child = tie("sh", ["-c", "cat <&3; echo the end"], { lifeline: { heartbeatInterval: 20 } });
    let heard = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    child.lifeline.release();
    child.lifeline.release();
    await once(child, "close");
    expect(heard).toMatch(/^HELLO [^\n]*\nRELEASE\nthe end\n$/);
  });

  it("is a state, until the child ends; after that it means nothing", async () => {
    const child = tie("sleep", ["1000"]);
    child.lifeline.release();
    expect(child.lifeline.state).toBe("released");
    child.kill();
    await once(child.lifeline, "closed");
    expect(child.lifeline.state).toBe("closed");
    child.lifeline.release();
    expect(child.lifeline.state).toBe("closed");
  });
});
