import { describe, expect, it } from "vitest";
import { describeKilledHost } from "./killed-host.js";
import { expectGone, killHost, startSession } from "./session.js";

describeKilledHost("language-server");

/** The connection then belongs to the SDK, which exits at the end of stdin by itself: no leak to prevent. */
describe("the host of examples/language-server --stdio is killed", () => {
  it.each([
    ["without bindToParent()", true],
    ["with it", false],
  ])("ends the server, which has no time to close anything, %s", async (_, plain) => {
    const session = await startSession({ example: "language-server", plain, flags: ["--stdio"] });
    await killHost(session);
    await expectGone(session);
    expect(session.host.stderr).not.toContain("server: closed");
  });
});
