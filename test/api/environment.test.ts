import { releasedEnv } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { importSpawn, runProgram, startHandmade } from "../support/index.js";

const ID = "[0-9a-f]{32}";
const id = (digit: string) => `/${digit.repeat(32)}`;

/** Spawns `printenv -0` twice and prints its environment, each time as one JSON line. */
const parent = `
  import { once } from "node:events";
  const given = JSON.parse(process.argv[1]);
  for (const round of [1, 2]) {
    const child = spawn("env", ["-0"], given === null ? {} : { env: given });
    let text = "";
    for await (const chunk of child.stdout) text += chunk;
    const entries = text.split("\\0").filter(Boolean).map((line) => /^([^=]*)=(.*)$/s.exec(line).slice(1));
    console.log(JSON.stringify({ type: "env", env: Object.fromEntries(entries), pid: process.pid, id: child.lifeline?.id }));
  }`;

interface Seen {
  env: { env: Record<string, string>; pid: number; id?: string };
}

async function environmentOfChild({ plain = false, given = null as object | null, inherited = {} }) {
  const program = runProgram<Seen>(importSpawn({ plain }) + parent, {
    args: [JSON.stringify(given)],
    env: inherited as NodeJS.ProcessEnv,
  });
  await program.exit;
  const [first, second] = program.of("env");
  if (!first || !second) throw new Error(`Expected two environments, got: ${program.stderr}`);
  return { first, second };
}

describe("the environment of a child", () => {
  it("is the parent's own, and two entries", async () => {
    const inherited = { SOME_VARIABLE: "with\nline ends = and signs" };
    const { first: plain } = await environmentOfChild({ plain: true, inherited });
    const { first: tied } = await environmentOfChild({ inherited });
    const { LIFELINE, LIFELINE_TREE, ...rest } = tied.env;
    const { LIFELINE_TEST_SCOPE: _, ...others } = plain.env;
    expect(rest).toMatchObject(others);
    expect(Object.keys(rest)).toHaveLength(Object.keys(plain.env).length);
    expect(LIFELINE).toMatch(
      new RegExp(`^v=1;fd=3;token=${ID};parent=${tied.pid};start=\\d+;boot=[0-9a-f-]{36}$`),
    );
    expect(LIFELINE_TREE).toMatch(new RegExp(`^/${ID}/${tied.id}$`));
  });

  it("is the user's, where there is one, and two entries", async () => {
    const { first } = await environmentOfChild({ given: { ONLY: "this", PATH: process.env.PATH } });
    expect(Object.keys(first.env).toSorted()).toEqual(["LIFELINE", "LIFELINE_TREE", "ONLY", "PATH"]);
    expect(first.env.ONLY).toBe("this");
  });

  it("has a token and a child id of its own, below one parent id", async () => {
    const { first, second } = await environmentOfChild({});
    expect(first.env.LIFELINE).not.toBe(second.env.LIFELINE);
    expect(first.env.LIFELINE_TREE).not.toBe(second.env.LIFELINE_TREE);
    const [parentId, otherParentId] = [first, second].map(({ env }) => env.LIFELINE_TREE?.split("/")[1]);
    expect(parentId).toBe(otherParentId);
    expect([first.env.LIFELINE_TREE, second.env.LIFELINE_TREE].map((tree) => tree?.split("/")[2])).toEqual([
      first.id,
      second.id,
    ]);
  });

  it("overwrites what a user's env says of another lifeline", async () => {
    const { first } = await environmentOfChild({
      given: { LIFELINE: "v=1;fd=9", LIFELINE_TREE: id("f"), PATH: process.env.PATH },
    });
    expect(first.env.LIFELINE).toMatch(/^v=1;fd=3;/);
    expect(first.env.LIFELINE_TREE).toMatch(new RegExp(`^/${ID}/${first.id}$`));
  });
});

describe("the environment of what a child starts", () => {
  async function entriesOfGrandchild(bind: "" | "bindToParent();") {
    const child = childProgram(`
      import { execFileSync } from "node:child_process";
      ${bind}
      report("seen", { names: execFileSync("env", { encoding: "utf8" }).match(/^LIFELINE\\w*(?==)/gm) });`);
    const { report } = startHandmade({ program: child });
    const seen: unknown = await report.message((message) => (message.type as string) === "seen");
    return (seen as { names: string[] }).names;
  }

  it("has LIFELINE where nobody has taken it out", async () => {
    expect(await entriesOfGrandchild("")).toContain("LIFELINE");
  });

  it("has none where the child is bound: it means the child, and no other", async () => {
    expect(await entriesOfGrandchild("bindToParent();")).not.toContain("LIFELINE");
  });
});

describe("the tree cookie", () => {
  it.each([
    ["one tree around it", id("a") + id("b")],
    ["many trees around it, just within 8 kB", id("c").repeat(248)],
  ])("extends what the parent itself inherited: %s", async (_, outer) => {
    const { first } = await environmentOfChild({ inherited: { LIFELINE_TREE: outer } });
    expect(first.env.LIFELINE_TREE).toMatch(new RegExp(`^${outer}/${ID}/${first.id}$`));
  });

  it.each([
    ["no ids", "nonsense"],
    ["no slash", "a".repeat(32)],
    ["upper case", `/${"A".repeat(32)}`],
    ["an id that is too short", `/${"a".repeat(31)}`],
    ["an id that is too long", `/${"a".repeat(33)}`],
    ["a slash at its end", `${id("a")}/`],
    ["a line end", `${id("a")}\n`],
    ["over 8 kB", id("a").repeat(249)],
    ["empty", ""],
  ])("leaves out an inherited one that is none: %s", async (_, outer) => {
    const { first } = await environmentOfChild({ inherited: { LIFELINE_TREE: outer } });
    expect(first.env.LIFELINE_TREE).toMatch(new RegExp(`^/${ID}/${first.id}$`));
  });

  it("has the ids of every tree around it", async () => {
    const inner = `${importSpawn({ plain: false })}spawn("printenv", ["LIFELINE_TREE"], { stdio: "inherit" });`;
    const outer = `${importSpawn({ plain: false })}
      const child = spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(inner)}],
        { stdio: ["ignore", "inherit", "inherit"] });
      console.log("/" + child.lifeline.id);`;
    const program = runProgram(outer);
    await program.exit;
    // Two processes write: the shorter one is the outer's.
    const lines = program.output.trim().split("\n");
    const [outerId, tree] = lines.toSorted((one, other) => one.length - other.length);
    expect(tree).toMatch(new RegExp(`^/${ID}${outerId}/${ID}/${ID}$`));
  });
});

describe("releasedEnv", () => {
  it("is an environment without the cookie and without the lifeline", () => {
    const base = { LIFELINE: "x", LIFELINE_TREE: id("a"), OTHER: "stays" };
    expect(releasedEnv(base)).toEqual({ OTHER: "stays" });
    expect(base).toHaveProperty("LIFELINE_TREE");
  });

  it("begins with process.env, and does not change it", () => {
    process.env.LIFELINE_TREE = id("a");
    try {
      const { LIFELINE_TREE: _, ...rest } = process.env;
      expect(releasedEnv()).toEqual(rest);
      expect(process.env.LIFELINE_TREE).toBe(id("a"));
    } finally {
      delete process.env.LIFELINE_TREE;
    }
  });

  it("keeps a child that it is given to out of the tree of its parent", async () => {
    const program = runProgram(
      `import { spawn } from "node:child_process";
       import { releasedEnv } from "lifeline-parent";
       for (const env of [process.env, releasedEnv()]) {
         spawn("sh", ["-c", "echo tree=$LIFELINE_TREE"], { env, stdio: "inherit" });
       }`,
      { env: { LIFELINE_TREE: id("a") } },
    );
    await program.exit;
    expect(program.output.split("\n").toSorted()).toEqual(["", "tree=", `tree=${id("a")}`]);
  });
});
