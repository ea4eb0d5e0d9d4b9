import { expect } from "vitest";
import { clock, scaled } from "../support/index.js";
import { lifeline, outcomeOf } from "./lifeline.js";

export interface TreeJson {
  id: string;
  cookie: string;
  within: string | null;
  isOrphaned: boolean;
  parent: { id: string; pid: number | null; isAlive: boolean; command: string | null };
  guard: number | null;
  members: { pid: number; ppid: number; pgid: number; command: string; state: string; start: string }[];
}

export async function listTrees(): Promise<TreeJson[]> {
  const { code, stdout, stderr } = await outcomeOf(lifeline(["ps", "--json"]));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).trees;
}

/** Our trees only: other people use this machine, too. */
export async function treesOf(pid: number): Promise<TreeJson[]> {
  return (await listTrees()).filter(({ parent }) => parent.pid === pid);
}

/** The lines of one parent in the picture: from its own to the next empty one. */
export async function pictureOf(pid: number, env = {}): Promise<string[]> {
  const { stdout } = await outcomeOf(lifeline(["ps"], { env: { LC_ALL: "C.UTF-8", ...env } }));
  const block = stdout.split("\n\n").find((each) => each.startsWith(`${pid} `));
  return block?.trimEnd().split("\n") ?? [];
}

/** All that is said to a terminal of so many columns. */
export async function linesWithin(columns: number): Promise<string[]> {
  const env = { LC_ALL: "C.UTF-8", COLUMNS: String(columns) };
  const startedAt = clock();
  const { code, stdout, stderr } = await outcomeOf(lifeline(["ps"], { env }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  // What is exponential takes minutes, or all memory.
  expect(clock() - startedAt).toBeLessThan(scaled(10_000));
  const lines = stdout.trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  return lines;
}
