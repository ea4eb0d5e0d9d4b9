import { describe, expect, it } from "vitest";
import { runProgram } from "../support/index.js";

/** All that a module could have touched by being loaded. */
const state = `
  const fs = await import("node:fs");
  const { createRequire } = await import("node:module");
  const { channel } = await import("node:diagnostics_channel");
  const require = createRequire(process.cwd() + "/");
  const flags = (fd) => /^flags:.*$/m.exec(fs.readFileSync("/proc/self/fdinfo/" + fd, "latin1"))[0];
  const touched = () => ({
    resources: process.getActiveResourcesInfo(),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    descriptors: fs.readdirSync("/proc/self/fd").length,
    flags: [0, 1, 2].map(flags),
    env: { ...process.env },
    exitCode: process.exitCode ?? null,
    symbols: Object.getOwnPropertySymbols(globalThis).map(String),
    globals: Object.getOwnPropertyNames(globalThis).length,
  });`;

interface Seen {
  seen: { before: Record<string, unknown>; after: Record<string, unknown>; names: string[] };
}

async function load(statement: string, env: NodeJS.ProcessEnv = {}) {
  const program = runProgram<Seen>(
    `${state}
     await new Promise((resolve) => setImmediate(resolve));
     const before = touched();
     const module = ${statement};
     await new Promise((resolve) => setImmediate(resolve));
     const after = touched();
     console.log(JSON.stringify({ type: "seen", before, after, names: Object.keys(module) }));`,
    { env },
  );
  await program.exit;
  expect(program.stderr).toBe("");
  return program.of("seen")[0] as Seen["seen"];
}

const names = {
  "lifeline-parent": ["LifelineError", "createLifeline", "releasedEnv", "spawnWithLifeline"],
  "lifeline-child": ["LifelineError", "bindToParent", "detectLaunchMode", "isServiceMode"],
};
const marked = {
  LIFELINE: `v=1;fd=3;token=${"a".repeat(32)};parent=1;start=-;boot=-`,
  LIFELINE_TREE: `/${"b".repeat(32)}`,
};

describe.each(Object.entries(names))("loading %s", (name, exported) => {
  it.each([
    ["import", `await import("${name}")`],
    ["require", `require("${name}")`],
  ])("leaves everything as it was, and gives the promised names: %s", async (_, statement) => {
    for (const env of [{}, marked]) {
      const { before, after, names: given } = await load(statement, env);
      expect(after).toEqual(before);
      expect(given.toSorted()).toEqual(exported);
    }
  });
});

describe("the control", () => {
  it("sees a listener, a timer, a descriptor and a deleted entry", async () => {
    const { before, after } = await load(
      `(process.on("SIGTERM", () => {}), setTimeout(() => {}, 1_000), fs.openSync("/dev/null"), delete process.env.LIFELINE, {})`,
      marked,
    );
    for (const key of ["resources", "listeners", "descriptors", "env"])
      expect(after[key]).not.toEqual(before[key]);
  });
});
