import { describe, expect, it } from "vitest";
import { describeTree, expectAliveFor, expectDead, startTree } from "../support/index.js";

const LEFT_BEHIND = `sleep 3600 & say $!`;

describeTree("what a leader that has ended left behind", LEFT_BEHIND);

describe("while the parent lives", () => {
  it("it lives with the lifeline", async () => {
    const { host, member } = await startTree(LEFT_BEHIND);
    expect(await host.message("closed")).toMatchObject({ exitCode: 0 });
    await expectAliveFor(member, 300);
    host.kill("SIGKILL");
    await expectDead(member);
  });
});
