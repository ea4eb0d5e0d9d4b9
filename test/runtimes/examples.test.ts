import { expect, it } from "vitest";
import { expectEndWithParent, output, root, runExample } from "../examples/example.js";
import { describeNeeds, portIsFree, start } from "../support/index.js";
import { runtimes } from "./runtimes.js";

// Node 20 runs them in test/examples.
for (const { name, command, here } of runtimes.slice(1)) {
  describeNeeds(here)(`${name} runs`, () => {
    const [program, ...options] = command;

    it.each(["spawn", "fork", "execa"])(
      "examples/%s.mjs: the child ends with its parent",
      async (example) => {
        const args = [...options, `examples/${example}.mjs`];
        const running = await runExample(program, args, /^parent: pid \d+, the child is ready$/m);
        expect(running.parent.output).toContain("mode lifeline");
        await expectEndWithParent(running);
      },
    );

    it.each(["dispose", "abort"])(
      "examples/%s.mjs: the child ends gracefully, and it itself",
      async (example) => {
        const parent = start(program, [...options, `examples/${example}.mjs`], { cwd: root });
        expect(await parent.exit, parent.stderr).toEqual({ code: 0, signal: null });
        await output(parent, /^child: closed, because of stop-requested/m);
        await output(parent, /^parent: the child ended with 0/m);
        const [, port] = await output(parent, /port (\d+)/);
        expect(await portIsFree(Number(port))).toBe(true);
      },
    );
  });
}
