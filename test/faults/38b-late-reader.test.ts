import { expect, it } from "vitest";
import { runProgram, until } from "../support/index.js";

/** A server that binds first, then loads something, and only then reads stdin. */
const server = `
  import { bindToParent } from "lifeline-child";
  const say = (type, facts) => process.stdout.write(JSON.stringify({ type, ...facts }) + "\\n");
  setInterval(() => {}, 1000);
  if (process.argv[1] === "bound")
    bindToParent({ onStdinEnd: "shutdown", probeInterval: 0, onShutdown: ({ evidence }) => say("hook", { evidence }) });
  setTimeout(() => {
    process.stdin.resume().on("end", () => say("end"));
    say("reading");
  }, 100);`;

async function closeStdin(mode: "plain" | "bound") {
  const child = runProgram(server, { args: [mode] });
  await child.message("reading");
  child.process.stdin?.end();
  await child.message("end");
  return child;
}

it("a goodbye that the program begins to read late is lost on a child that does not bind", async () => {
  const child = await closeStdin("plain");
  await expect(until("its end", () => child.process.exitCode !== null, { timeout: 500 })).rejects.toThrow();
});

it("a goodbye that the program begins to read late ends the child, without a probe", async () => {
  const child = await closeStdin("bound");
  expect(await child.message("hook")).toMatchObject({ evidence: "stdin-end" });
  expect(await child.exit).toEqual({ code: 0, signal: null });
});
