import { describe, expect, it } from "vitest";
import { expectEndedByGuard } from "../support/guards.js";
import {
  carriers,
  describeNeeds,
  expectAliveFor,
  identify,
  readProcess,
  requireTool,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { output, root } from "./example.js";

const names = ["setsid", "double fork", "nohup", "Node's detached"];

async function killTheParent({ plain }: { plain: boolean }) {
  const bystander = startBystander({ command: "sleep", args: ["3600"] });
  const args = ["examples/escape-artists/parent.mjs", ...(plain ? ["--plain"] : [])];
  const parent = start("node", args, { cwd: root });
  const [line] = await output(parent, /^\[.*\]$/m);
  const found: { name: string; pid: number }[] = JSON.parse(line);
  const orphans = found.map(({ name, pid }) => ({ name, ...identify(pid) }));
  expect(found.map(({ name }) => name)).toEqual(names);
  // Orphans already: whoever started them has ended.
  for (const { pid } of orphans) expect(readProcess(pid)?.ppid).not.toBe(parent.pid);
  parent.kill("SIGKILL");
  await parent.exit;
  return { orphans, bystander };
}

describeNeeds(requireTool("setsid", { package: "util-linux" }))("examples/escape-artists", () => {
  it("escape without a lifeline", async () => {
    const { orphans } = await killTheParent({ plain: true });
    for (const orphan of orphans) await expectAliveFor(orphan, 100);
  });

  it("do not escape", async () => {
    const { orphans, bystander } = await killTheParent({ plain: false });
    await expectEndedByGuard(orphans);
    bystander.expectAlive();
  });

  describe("table.mjs", () => {
    it("says so, and leaves nobody", async () => {
      const mark = temporaryDirectory();
      const table = start("node", ["examples/escape-artists/table.mjs"], {
        cwd: root,
        env: { ESCAPE_ARTISTS: mark },
      });
      await until("the table", () => table.process.exitCode !== null, { timeout: 30_000 });
      expect(await table.exit, table.output + table.stderr).toEqual({ code: 0, signal: null });
      for (const name of names) {
        expect(table.output).toMatch(new RegExp(`^${name} +alive after \\d+ ms +gone after \\d+ ms$`, "m"));
      }
      expect(carriers(`ESCAPE_ARTISTS=${mark}`)).toEqual([]);
    });
  });
});
