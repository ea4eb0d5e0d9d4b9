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
  await killHost(session);
  return session;
}

describe.each(["mcp-server", "language-server"] as const)("the host of examples/%s is killed", (example) => {
  for (const way of ways) {
    describe(`and has started it ${way === "direct" ? "itself" : `through ${way}`}`, () => {
      needs[way]("leaks the server without bindToParent()", async () => {
        const session = await killTheHost({ example, way, plain: true });
        expect(session.between.length > 0).toBe(way !== "direct");
        await expectLeaked(session);
      });

      needs[way]("ends the server, after it has closed what it holds", async () => {
        const session = await killTheHost({ example, way, plain: false });
        expect(session.between.length > 0).toBe(way !== "direct");
        await expectGone(session);
        const reason = way === "direct" ? "reparented|stdin-end" : "stdin-end";
        await stderrOf(
          session.host,
          RegExp(`^server: closed, because of parent-exited \\((${reason})\\)$`, "m"),
        );
      });
    });
  }
});

describe.each(["mcp-server", "language-server"] as const)("the host of examples/%s", (example) => {
  itNeeds()("closes the session, which ends the server before any signal", async () => {
    const session = await startSession({ example });
    session.host.kill("SIGTERM");
    await output(session.host, /^host: closed the session/m);
    await expectGone(session);
    await stderrOf(session.host, /^server: closed, because of parent-exited \(stdin-end\)$/m);
  });
});
