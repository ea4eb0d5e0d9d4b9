import { describe, expect, it } from "vitest";
import {
  commandLine,
  expectDead,
  identify,
  killByIdentity,
  portIsFree,
  type Started,
  start,
  until,
} from "../support/index.js";
import { output, root } from "./example.js";

function startDemo(): Started {
  return start("node", ["scripts/demo.mjs", "--no-setup"], { cwd: root });
}

/** Of the side without a lifeline: pid and port of its server, as the demo prints them. */
async function plainServer(demo: Started) {
  const [, pid, port] = await output(demo, /^server .* pid (\d+), port (\d+)$/m);
  await output(demo, /^kill -9 \d+\nkill -9 \d+$/m);
  return { pid: Number(pid), port: Number(port) };
}

async function expectNothingLeft(demo: Started): Promise<void> {
  const ports = [...demo.output.matchAll(/port (\d+)/g)].map(([, port]) => Number(port));
  expect(ports).toHaveLength(2);
  for (const port of ports) await until(`port ${port} to be free`, () => portIsFree(port));
  const pids = [...demo.output.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids).toHaveLength(6);
  // A zombie has no command line either, and another process with that pid has another one.
  const isLeft = (pid: number) => commandLine(pid).includes("scripts/demo/");
  await until("the processes of the demo to be gone", () => !pids.some(isLeft));
}

describe("npm run demo", () => {
  it("shows what it should, and leaves nothing behind", async () => {
    const demo = startDemo();
    expect(await demo.exit, demo.output).toEqual({ code: 0, signal: null });
    await output(demo, /^With Lifeline, both children were gone .* after their parent\.$/m);
    await output(demo, /^Without, both were alive \d+ ms after it/m);
    expect(demo.output.split("\n").every((line) => line.length <= 80)).toBe(true);
    // No colour: this is no terminal.
    expect(demo.output).not.toContain("\u001b");
    await expectNothingLeft(demo);
  });

  it("fails when a child without a lifeline does not live on", async () => {
    const demo = startDemo();
    killByIdentity(identify((await plainServer(demo)).pid), "SIGKILL");
    expect(await demo.exit).toEqual({ code: 1, signal: null });
    await output(demo, /^Not as it should be:\n {2}without, server/m);
    await expectNothingLeft(demo);
  });

  it("cleans up at Ctrl-C", async () => {
    const demo = startDemo();
    const server = identify((await plainServer(demo)).pid);
    demo.kill("SIGINT");
    expect(await demo.exit).toEqual({ code: 130, signal: null });
    await expectDead(server);
    await expectNothingLeft(demo);
  });
});
