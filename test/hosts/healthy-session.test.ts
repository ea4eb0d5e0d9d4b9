import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { clock, expectDead, isDead, scaled } from "../support/index.js";
import { type EchoSpec, echoedBy, handWritten, ours, startEcho } from "./echo-host.js";

/** `npm run test:session` makes it 60; our server probes 50 times a second. */
const healthy = Number(process.env.LIFELINE_TEST_SESSION_SECONDS ?? 1);

/** Once it is up, and has said so, it takes a host for dead that it has not heard from for 200 ms. */
const impatient = handWritten(`
  const say = console.error;
  let silence;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => process.exit(), 200);
  };
  console.error = (text) => {
    say(text);
    process.stdin.on("data", listen);
  };
`);

/** A session of so many seconds at least, in which the host is quiet for a while, and stopped now and then. */
async function session(example: EchoSpec["example"], server: Partial<EchoSpec>, seconds: number) {
  const { host, server: identity } = await startEcho({ example, ...server });
  const asked: number[] = [];
  for (const began = clock(); clock() - began < seconds * 1_000; ) {
    asked.push(asked.length * 37);
    host.send(asked.slice(-1));
    await host.message("asked", { count: asked.length + 1 });
    host.kill("SIGSTOP");
    await sleep(400);
    host.kill("SIGCONT");
  }
  return { host, server: identity, asked };
}

describe.each(["mcp-server", "language-server"] as const)("a healthy session of examples/%s", (example) => {
  const timeout = scaled(healthy * 1_000 + 30_000);

  it("is ended by a watcher that wants to hear from its host", { timeout }, async () => {
    const { server } = await session(example, impatient, 1);
    expect(isDead(server)).toBe(true);
  });

  it(`is not ended by us in ${healthy} s, and the server answers`, { timeout }, async () => {
    const { host, server, asked } = await session(example, ours, healthy);
    await host.message("echoed", { count: asked.length });
    expect(echoedBy(host)).toEqual(asked);
    expect(isDead(server)).toBe(false);
    expect(host.stderr).not.toContain("server: closed");
    // And it notices the end when there is one.
    host.kill("SIGKILL");
    await expectDead(server);
  });
});
