import { describe, expect } from "vitest";
import { expectDead, itNeeds, portIsFree, requireTool, until } from "../support/index.js";
import { output, runExample } from "./example.js";

const works = /^child: pid \d+, port \d+, mode lifeline$/m;

describe("lifeline run in launchers that are not Node", () => {
  itNeeds(requireTool("sh", { package: "dash" }))(
    "examples/launcher.sh: its server ends with it",
    async () => {
      const example = await runExample("env", ["NODE_DEBUG=lifeline", "sh", "examples/launcher.sh"], works);
      const bound = () => example.parent.stderr.match(/^LIFELINE \d+: bound /gm)?.length === 2;
      await until("both ends to be bound", bound);
      expect(example.parent.kill("SIGKILL")).toBe(true);
      await expectDead(example.child);
      await until("the port to be free", () => portIsFree(example.port));
      await output(example.parent, /^child: closed, because of stop-requested \(stop-message\)$/m);
    },
  );

  itNeeds(requireTool("make"))("examples/Makefile: the server ends with make", async () => {
    const example = await runExample("make", ["-C", "examples", "serve"], works);
    example.parent.kill("SIGKILL");
    await expectDead(example.child);
    await until("the port to be free", () => portIsFree(example.port));
  });
});
