import { describe, expect } from "vitest";
import { output } from "../examples/example.js";
import { itNeeds, requireTool } from "../support/index.js";
import {
  expectGone,
  expectLeaked,
  killHost,
  type SessionOptions,
  startSession,
  stderrOf,
  ways,
} from "./session.js";

const needs = {
  direct: itNeeds(),
  sh: itNeeds(requireTool("sh")),
  npx: itNeeds(requireTool("npx", { package: "npm" })),
};

async function killTheHost(options: SessionOptions) {
  const session = await startSession(options);
  expect(session.between.length > 0).toBe(options.way !== "direct");
  await killHost(session);
  return session;
}

/** The tests of each example with a host that is not ours. */
export function describeKilledHost(example: SessionOptions["example"]): void {
  describe.each(ways)(`the host of examples/${example} is killed, having started it by way of %s`, (way) => {
    needs[way]("leaks the server without bindToParent()", async () => {
      await expectLeaked(await killTheHost({ example, way, plain: true }));
    });

    needs[way]("ends the server, after it has closed what it holds", async () => {
      const session = await killTheHost({ example, way, plain: false });
      await expectGone(session);
      // What stands between lives until its own child has ended.
      const evidence = way === "direct" ? "reparented|stdin-end" : "stdin-end";
      await stderrOf(
        session.host,
        RegExp(`^server: closed, because of parent-exited \\((${evidence})\\)$`, "m"),
      );
    });
  });

  describe(`the host of examples/${example} closes the session`, () => {
    needs.direct("ends the server, which takes that for a goodbye", async () => {
      const session = await startSession({ example });
      session.host.kill("SIGTERM");
      await output(session.host, /^host: closed the session/m);
      await expectGone(session);
      await stderrOf(session.host, /^server: closed, because of parent-exited \(stdin-end\)$/m);
    });
  });
}
