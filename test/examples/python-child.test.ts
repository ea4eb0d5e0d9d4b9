import { describe, expect } from "vitest";
import { expectAliveFor, itNeeds, portIsFree, requireTool, start } from "../support/index.js";
import { expectEndWithParent, output, root, runExample } from "./example.js";

const itNeedsPython = itNeeds(requireTool("python3"));
const ready = /^parent: pid \d+, the child is ready$/m;
const parent = "examples/python-child/parent.mjs";

describe("examples/python-child", () => {
  itNeedsPython("ends the child with its parent", async () => {
    await expectEndWithParent(await runExample("node", [parent], ready));
  });

  itNeedsPython("ends the child at STOP, without a signal", async () => {
    const stopping = start("node", [parent, "--stop"], { cwd: root });
    expect(await stopping.exit).toEqual({ code: 0, signal: null });
    await output(stopping, /^child: closed, because of stop-requested$/m);
    await output(stopping, /^parent: the child is stopping: stop-requested$/m);
    await output(stopping, /^parent: the child ended with 0, by itself$/m);
    const [, port] = await output(stopping, /port (\d+)/);
    expect(await portIsFree(Number(port))).toBe(true);
  });

  itNeedsPython("lets the child live on after RELEASE", async () => {
    const { child, parent: releasing, port } = await runExample("node", [parent, "--release"], ready);
    expect(await releasing.exit).toEqual({ code: 0, signal: null });
    await expectAliveFor(child, 500);
    expect(await portIsFree(port)).toBe(false);
  });
});
