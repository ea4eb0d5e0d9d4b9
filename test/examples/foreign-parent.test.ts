import { describe } from "vitest";
import { itNeeds, requireTool } from "../support/index.js";
import { expectEndWithParent, runExample } from "./example.js";

const beats = /^child: pid \d+, port \d+, mode lifeline$/m;

describe("examples/foreign-parent", () => {
  itNeeds(requireTool("python3"))("ends the child with a parent in Python", async () => {
    await expectEndWithParent(await runExample("python3", ["examples/foreign-parent/parent.py"], beats));
  });

  itNeeds(requireTool("sh", { package: "dash" }))("ends the child with a parent in sh", async () => {
    await expectEndWithParent(await runExample("sh", ["examples/foreign-parent/parent.sh"], beats));
  });
});
