import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { type Inbox, startHandmade } from "../support/index.js";

interface Told {
  wrote: object;
  uncaught: { code: string; after: number };
  heard: { code: string; after: number };
  survived: object;
}

/** Writes to an output that nobody reads any more, while the parent lives. */
async function writeInVain(write: string, { plain = false, listener = "", survivesAfter = 300 } = {}) {
  const program = childProgram(`
    ${plain ? "" : "bindToParent().on('bound', () => report('bound'));"}
    let began;
    const tell = (type) => ({ code }) => report(type, { code, after: performance.now() - began });
    process.on("uncaughtException", (error) => { tell("uncaught")(error); process.exit(3); });
    ${listener}
    process.on("SIGUSR2", () => {
      began = performance.now();
      ${write};
      report("wrote");
      setTimeout(() => { report("survived"); process.exit(0); }, ${survivesAfter});
    });
    ${plain ? "report('bound');" : ""}
    setInterval(() => {}, 1_000);`);
  const { child, report, socket, hello } = startHandmade({ program });
  socket.write(hello());
  await report.message("bound");
  child.process.stdout?.destroy();
  child.process.stderr?.destroy();
  child.kill("SIGUSR2");
  await child.exit;
  const told = report as unknown as Inbox<Told>;
  return {
    uncaught: told.of("uncaught"),
    heard: told.of("heard"),
    survived: told.of("survived").length === 1,
  };
}

const writes = {
  "process.stdout.write": `process.stdout.write("in vain")`,
  "process.stderr.write": `process.stderr.write("in vain")`,
};
const consoles = {
  "console.log": `console.log("in vain")`,
  "console.error": `console.error("in vain")`,
  "console.log, many": `for (let i = 0; i < 100; i++) console.log("in vain")`,
};

describe("an output that broke while the parent lives", () => {
  it.each(Object.entries(writes))(
    "is an uncaught EPIPE, as in Node, but 100 ms later: %s",
    async (_, write) => {
      const plain = await writeInVain(write, { plain: true, survivesAfter: 2_000 });
      const bound = await writeInVain(write, { survivesAfter: 2_000 });
      expect(plain).toMatchObject({ uncaught: [{ code: "EPIPE" }], survived: false });
      expect(bound).toMatchObject({ uncaught: [{ code: "EPIPE" }], survived: false });
      // A timer counts whole milliseconds, and there are three of them.
      expect(bound.uncaught[0]?.after).toBeGreaterThanOrEqual(97);
    },
  );

  it.each(Object.entries(consoles))("is ignored, as in Node: %s", async (_, write) => {
    const plain = await writeInVain(write, { plain: true });
    expect(plain).toEqual({ uncaught: [], heard: [], survived: true });
    expect(await writeInVain(write)).toEqual(plain);
  });

  it.each([
    ["on", `process.stdout.on("error", tell("heard"));`],
    ["once", `process.stdout.once("error", tell("heard"));`],
    ["prependListener", `process.stdout.prependListener("error", tell("heard"));`],
  ])("is told to the program's own listener, and to nobody else: %s", async (_, listener) => {
    const write = writes["process.stdout.write"];
    const plain = await writeInVain(write, { plain: true, listener });
    const bound = await writeInVain(write, { listener });
    for (const result of [plain, bound]) {
      expect(result).toMatchObject({ uncaught: [], heard: [{ code: "EPIPE" }], survived: true });
    }
  });

  it("does not count the library among the listeners", async () => {
    const program = childProgram(`
      bindToParent();
      report("counts", { stdout: process.stdout.listenerCount("error"), stderr: process.stderr.listenerCount("error") });`);
    const { child, report } = startHandmade({ program });
    await child.exit;
    expect(report.of("counts")).toMatchObject([{ stdout: 0, stderr: 0 }]);
  });
});
