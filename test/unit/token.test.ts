import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Handmade, runPair, startHandmade, until } from "../support/index.js";

const debug = { NODE_DEBUG: "lifeline" };

/** As the process got it: it has deleted it from `process.env` meanwhile. */
function tokenOf(pid: number): string {
  const [, token] =
    /\0LIFELINE=[^\0]*token=([0-9a-f]{32})/.exec(readFileSync(`/proc/${pid}/environ`, "latin1")) ?? [];
  if (token === undefined) throw new Error(`Process ${pid} has no token in its environment`);
  return token;
}

describe("the token is never printed under NODE_DEBUG=lifeline", () => {
  it("by a parent and a child that bind, talk and stop", async () => {
    const { host, child, report } = await runPair({ host: { env: debug }, child: { ready: true } });
    const token = tokenOf(child.pid);
    host.send({ do: "inspect" });
    await host.message("inspected");
    host.send({ do: "stop" });
    await host.message("stopped");
    await until("the debug output of both", () => {
      const pids = [...host.stderr.matchAll(/^LIFELINE (\d+): /gm)].map(([, pid]) => Number(pid));
      return pids.includes(host.pid) && pids.includes(child.pid) && host.stderr.includes("shutdown");
    });
    expect(host.stderr).toMatch(/spawn .*"pid":/);
    expect(host.stderr).not.toContain(token);
    expect(host.output).not.toContain(token);
    expect(JSON.stringify(report.messages)).not.toContain(token);
  });

  const other = "f".repeat(32);
  const failures: [string, (handmade: Handmade) => string][] = [
    ["another token in HELLO", ({ hello }) => hello({ token: other })],
    ["no HELLO, but the token", ({ token }) => `token=${token}\n`],
    ["HELLO, and then the token in a line that is none", ({ hello, token }) => `${hello()}token ${token}\n`],
    ["a HELLO that is too long", ({ hello }) => hello({ pad: "x".repeat(600) })],
  ];
  it.each(failures)("by a child that is told wrongly: %s", async (_, words) => {
    const handmade = startHandmade({ env: debug });
    const { child, report, token } = handmade;
    handmade.socket.write(words(handmade));
    await report.message(({ type }) => type === "mode" || type === "protocol-error");
    child.kill("SIGKILL");
    await until("the end of its output", () => child.process.stderr?.closed);
    expect(child.stderr).toMatch(/^LIFELINE \d+: note /m);
    for (const secret of [token, other]) {
      expect(child.stderr).not.toContain(secret);
      expect(JSON.stringify(report.messages)).not.toContain(secret);
    }
  });

  it("by a child whose LIFELINE is malformed", async () => {
    const { child, report, token } = startHandmade({ env: debug, marker: { parent: "nobody" } });
    const { launch } = await report.message("up");
    expect(launch?.evidence).toContain("LIFELINE is malformed.");
    await until("its debug output", () => child.stderr.includes("malformed"));
    expect(child.stderr).not.toContain(token);
  });
});
