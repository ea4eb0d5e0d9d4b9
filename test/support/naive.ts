import { type Command, nodeFixture } from "./fixtures.js";

/** What test/fixtures/naive-child.mjs takes for the death of its parent. */
export interface NaiveSpec {
  takes: "stdin-end" | "reparenting" | "named fd";
}

/** The control of a test that says "keeps running": a child that does not. It reports "up", and "mistaken". */
export function naiveChild(takes: NaiveSpec["takes"]): Command {
  return nodeFixture("naive-child.mjs", { takes });
}
