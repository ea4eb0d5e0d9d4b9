import { describe, expect, it } from "vitest";
import { describeTree, expectAliveFor, expectDead, startTree } from "../support/index.js";

const LEFT_BEHIND = `sleep 3600 & say $!`;

describeTree("what a leader that has ended left behind", LEFT_BEHIND);

describeTree("what a leader that has ended left behind without an environment", `env -i ${LEFT_BEHIND}`);

// Longer than it may take the kernel to come by the leader's number again.
describeTree(
  "what a leader of long ago left behind without an environment, beside one with it",
  `sleep 3600 & sleep 0.8; env -i ${LEFT_BEHIND}`,
);

describe("while the parent lives", () => {
  it("it lives with the lifeline", async () => {
    const { host, member } = await startTree(LEFT_BEHIND);
    expect(await host.message("closed")).toMatchObject({ exitCode: 0 });
    await expectAliveFor(member, 300);
    host.kill("SIGKILL");
    await expectDead(member);
  });
});
