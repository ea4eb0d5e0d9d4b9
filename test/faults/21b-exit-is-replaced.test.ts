import { expect, it } from "vitest";
import { identify, isDead, runProgram, until } from "../support/index.js";

/** Test runners make `process.exit` throw in their workers, and catch what is thrown. */
const child = `
  import { bindToParent } from "lifeline-child";
  const say = (type) => process.stdout.write(JSON.stringify({ type }) + "\\n");
  if (process.argv[1] === "replaced") process.exit = () => { throw new Error("process.exit called"); };
  process.on("uncaughtException", () => say("uncaught"));
  setInterval(() => {}, 1000);
  bindToParent({ channel: "stdin", gracePeriod: 200, onShutdown: () => say("hook") });
  say("up");`;

it.each(["as it is", "replaced"])("ends a child whose process.exit is %s", async (exit) => {
  const running = runProgram(child, { args: [exit] });
  const identity = identify(running.pid);
  await running.message("up");
  running.process.stdin?.end();
  await running.message("hook");
  await until("its death", () => isDead(identity), { timeout: 3_000, survivors: () => [identity] });
  expect(running.of("uncaught")).toEqual([]);
});
