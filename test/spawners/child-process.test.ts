import { describe, expect, it } from "vitest";
import { childFixture, expectAliveFor, expectDead } from "../support/index.js";
import { killTheParent, type Spawner } from "./parent-program.js";

/** fork and execa, which merge options in their own ways, have files of their own in test/api. */
const spawners: Record<string, Spawner> = {
  "cross-spawn": {
    imports: 'import spawn from "cross-spawn";',
    spawn: "attach(spawn(command, args, options));",
  },
  tinyexec: {
    imports: 'import { x } from "tinyexec";',
    spawn: "attach(x(command, args, { nodeOptions: options }).process);",
  },
};

describe.each(Object.entries(spawners))("createLifeline() with %s", (_, spawner) => {
  it("leaks the child of a parent that is killed, without a lifeline", async () => {
    const { child } = await killTheParent(spawner, childFixture({ bind: false }), { plain: true });
    await expectAliveFor(child, 300);
  });

  it("ends the child of a parent that is killed", async () => {
    const { child, report, bystander } = await killTheParent(spawner, childFixture(), { plain: false });
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
    await expectDead(child);
    bystander.expectAlive();
  });
});
