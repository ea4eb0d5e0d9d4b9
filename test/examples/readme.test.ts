import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  descendants,
  expectAliveFor,
  expectDead,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { root } from "./example.js";

describe("the first lines of README.md", () => {
  it("are a parent and a child that ends with it", async () => {
    const directory = temporaryDirectory();
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    const [, code = ""] = /```js\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    const programs = code.split(/^\/\/ (\w+\.mjs)$/m).slice(1);
    expect(programs.filter((_, index) => index % 2 === 0)).toEqual(["parent.mjs", "child.mjs"]);
    for (let index = 0; index < programs.length; index += 2) {
      writeFileSync(join(directory, programs[index] ?? ""), programs[index + 1] ?? "");
    }
    const parent = start("node", ["parent.mjs"], { cwd: directory, env: { NODE_DEBUG: "lifeline" } });
    await until("the parent to say that the child is bound", () =>
      new RegExp(`LIFELINE ${parent.pid}: bound`).test(parent.stderr),
    );
    const [child, ...others] = descendants(parent.pid);
    if (!child || others.length > 0) throw new Error("Expected one child");
    await expectAliveFor(child, 200);
    parent.kill("SIGKILL");
    await expectDead(child);
  });
});
