import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { importSpawn, runPair, runProgram, startHandmade } from "../support/index.js";

const channels = ["spawn", "bound", "stall", "recover", "shutdown", "stop"];
/** Every step as "name: payload", to whoever `tell` is. */
const subscribe = (tell: string) => `
  const { subscribe } = await import("node:diagnostics_channel");
  for (const name of ${JSON.stringify(channels)}) subscribe("lifeline:" + name, (payload) => ${tell}(name, { payload }));`;

async function runAndStop(env: NodeJS.ProcessEnv) {
  const { host, child } = await runPair({ host: { env } });
  const environment = readFileSync(`/proc/${child.pid}/environ`, "latin1");
  const token = /\0LIFELINE=[^\0]*token=([0-9a-f]{32})/.exec(`\0${environment}`)?.[1] ?? "none";
  host.send({ do: "stop" });
  await host.message("stopped");
  host.kill("SIGKILL");
  await host.exit;
  return { host, child, token };
}

describe("NODE_DEBUG=lifeline", () => {
  it("prints every step of both sides, and never the token", async () => {
    const { host, child, token } = await runAndStop({ NODE_DEBUG: "lifeline" });
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    const steps = [...host.stderr.matchAll(/^LIFELINE (\d+): (\w+) \{.*\}$/gm)].map(([, pid, step]) => [
      pid,
      step,
    ]);
    const [parent, bound] = [String(host.pid), String(child.pid)];
    for (const step of ["spawn", "bound", "stop"]) expect(steps).toContainEqual([parent, step]);
    for (const step of ["bound", "shutdown"]) expect(steps).toContainEqual([bound, step]);
    expect(host.stderr).not.toContain(token);
    expect(host.output).not.toContain(token);
  });

  it("is needed for that: nothing is printed without it", async () => {
    const { host } = await runAndStop({});
    expect(host.stderr).toBe("");
    const lines = host.output.trim().split("\n");
    expect(lines.filter((line) => !line.startsWith("{"))).toEqual([]);
  });
});

describe("the diagnostics channels of the parent", () => {
  it("tell of each spawn, binding and stop, and never the token", async () => {
    const program = runProgram<Record<string, { payload: Record<string, unknown> }>>(`
      ${importSpawn({ plain: false })}
      const tell = (type, facts) => console.log(JSON.stringify({ type, ...facts }));
      ${subscribe("tell")}
      const child = spawn("sh", ["-c", "read hello <&3; echo BOUND pid=7 >&3; echo $hello >&2; exec sleep 1000"]);
      const heard = new Promise((resolve) => child.stderr.once("data", resolve));
      await child.lifeline.bound();
      tell("child", { payload: { pid: child.pid, id: child.lifeline.id } });
      tell("hello", { hello: String(await heard) });
      await child.lifeline.stop({ gracePeriod: 50, signal: "SIGUSR2" });`);
    await program.exit;
    const payload = (type: string) => program.of(type).map((message) => message.payload);
    const { pid, id } = program.of("child")[0]?.payload ?? {};
    expect(payload("spawn")).toEqual([{ id, pid, command: "sh", channel: "fd" }]);
    expect(payload("bound")).toEqual([{ id, pid, by: "7" }]);
    expect(payload("stop")).toEqual([{ id, pid, gracePeriod: 50, signal: "SIGUSR2" }]);
    const token = /token=([0-9a-f]{32})/.exec(program.output)?.[1];
    expect(token).toBeDefined();
    expect(program.output.split(token as string)).toHaveLength(2);
  });
});

describe("the diagnostics channels of the child", () => {
  it("tell of the binding, of a stall and its end, and of the shutdown", async () => {
    const parent = startHandmade({
      program: childProgram(
        `${subscribe("report")} bindToParent({ onShutdown() {} }); setInterval(() => {}, 1_000);`,
      ),
    });
    const { report, socket, child } = parent;
    const payload = async (type: string) => (await report.message(type)).payload;
    socket.write(parent.hello({ beat: 20, grace: 700 }));
    expect(await payload("bound")).toEqual({ parentPid: process.pid, direct: true, beat: 20 });
    const { missed } = (await payload("stall")) as { missed: number };
    expect(missed).toBeGreaterThanOrEqual(5);
    socket.write("BEAT seq=0\n");
    const { stalledFor } = (await payload("recover")) as { stalledFor: number };
    // A timer counts whole milliseconds.
    expect(stalledFor).toBeGreaterThanOrEqual(5 * 20 - 1);
    socket.write("STOP\n");
    expect(await payload("shutdown")).toEqual({
      reason: "stop-requested",
      evidence: "stop-message",
      gracePeriod: 700,
    });
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(JSON.stringify(report.messages)).not.toContain(parent.token);
  });
});
