import { describe, expect, it } from "vitest";
import { importSpawn, itNeeds, requireTool, runProgram, start } from "../support/index.js";
import { createReport } from "../support/reports.js";
import { asShell } from "../support/shell.js";

interface Seen {
  groups: {
    child: { pid: number; pgid: number; session: number };
    parent: { pgid: number; session: number };
  };
}

/** Spawns one child with the options in its argument, and reports where the two of them are. */
const parent = `
  import { appendFileSync, readFileSync, writeSync } from "node:fs";
  const options = JSON.parse(process.argv[1], (_, value) => value === "stdout" ? process.stdout : value);
  const child = spawn("sleep", ["1000"], options);
  const stat = (pid) => {
    const fields = readFileSync("/proc/" + pid + "/stat", "latin1").split(") ").pop().split(" ");
    return { pid, pgid: Number(fields[2]), session: Number(fields[3]) };
  };
  const line = JSON.stringify({ type: "groups", child: stat(child.pid), parent: stat(process.pid) });
  appendFileSync(process.env.LIFELINE_TEST_REPORT, line + "\\n");
  child.kill("SIGKILL");`;

type Place = "own session" | "group of the parent";

async function placeOfChild(options: object, { plain = false, terminal = false } = {}): Promise<Place> {
  const report = createReport<Seen>();
  const source = importSpawn({ plain }) + parent;
  if (terminal) {
    const args = ["--input-type=module", "-e", source, "--", JSON.stringify(options)];
    const command = asShell({ command: process.execPath, args });
    start("script", ["--quiet", "--return", "--command", command, "/dev/null"], { env: report.env });
  } else runProgram(source, { args: [JSON.stringify(options)], env: report.env });
  const { child, parent: own } = await report.message("groups");
  if (child.session === child.pid && child.pgid === child.pid) return "own session";
  expect(child).toMatchObject({ session: own.session, pgid: own.pgid });
  return "group of the parent";
}

describe("detached, without a terminal", () => {
  it("is Node's false, in a control", async () => {
    expect(await placeOfChild({}, { plain: true })).toBe("group of the parent");
  });

  it.each([
    ["by default", {}, "own session"],
    ["by default, with inherited stdio", { stdio: "inherit" }, "own session"],
    ["undefined", { detached: undefined }, "own session"],
    ["true", { detached: true }, "own session"],
    ["false", { detached: false }, "group of the parent"],
  ])("%s", async (_, options, place) => {
    expect(await placeOfChild(options)).toBe(place);
  });
});

describe("detached, of a parent with a terminal", () => {
  const itInTerminal = itNeeds(requireTool("script", { package: "bsdutils" }));
  const cases: [string, object, Place][] = [
    ["no terminal is handed on", { stdio: "pipe" }, "own session"],
    ['stdio "inherit"', { stdio: "inherit" }, "group of the parent"],
    ["stdin alone", { stdio: ["inherit", "pipe", "pipe"] }, "group of the parent"],
    ["stderr alone", { stdio: ["ignore", "ignore", "inherit"] }, "group of the parent"],
    ["a descriptor", { stdio: ["ignore", 1, "ignore"] }, "group of the parent"],
    ["a stream", { stdio: ["ignore", "stdout", "ignore"] }, "group of the parent"],
    ["a descriptor above 2", { stdio: ["ignore", "ignore", "ignore", 0] }, "own session"],
    ["inherit and true", { stdio: "inherit", detached: true }, "own session"],
    ["pipe and false", { stdio: "pipe", detached: false }, "group of the parent"],
  ];
  for (const [name, options, place] of cases) {
    itInTerminal(name, async () => {
      expect(await placeOfChild(options, { terminal: true })).toBe(place);
    });
  }
});
