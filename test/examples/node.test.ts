import { describe, expect, it } from "vitest";
import { expectDead, identify, portIsFree, start, until } from "../support/index.js";
import { expectEndWithParent, output, root, runExample } from "./example.js";

describe.each(["spawn", "fork", "execa"])("examples/%s.mjs", (name) => {
  it("ends the child with its parent", async () => {
    const example = await runExample(
      "node",
      [`examples/${name}.mjs`],
      /^parent: pid \d+, the child is ready$/m,
    );
    expect(example.parent.output).toContain("mode lifeline");
    await expectEndWithParent(example);
  });
});

describe.each(["dispose", "abort"])("examples/%s.mjs", (name) => {
  it("ends the child gracefully, and then itself", async () => {
    const parent = start("node", [`examples/${name}.mjs`], { cwd: root });
    expect(await parent.exit).toEqual({ code: 0, signal: null });
    await output(parent, /^child: closed, because of stop-requested/m);
    await output(parent, /^parent: the child ended with 0/m);
    const [, port] = await output(parent, /port (\d+)/);
    expect(await portIsFree(Number(port))).toBe(true);
  });
});

describe("examples/child.mjs", () => {
  it("runs without a parent, and ends with a signal", async () => {
    const alone = start("node", ["examples/child.mjs"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const [, port] = await output(alone, /port (\d+), mode standalone/);
    const identity = identify(alone.pid);
    alone.kill("SIGTERM");
    await expectDead(identity);
    await until("the port to be free", () => portIsFree(Number(port)));
    await output(alone, /closed, because of signal \(SIGTERM\)/);
  });
});
