import { describe, expect, it } from "vitest";
import { childProgram } from "../support/child-program.js";
import { expectDead, startHandmade, until } from "../support/index.js";

const program = childProgram(`
  const binding = bindToParent({ probeInterval: 0, onShutdown({ evidence }) { report("hook", { evidence }); } });
  binding.on("bound", () => report("bound"));
  // More than a paused stream takes in by itself; of these some may be dropped, but never READY.
  process.on("SIGUSR2", () => {
    for (let count = 0; count < 400; count++) binding.status("x".repeat(480));
    setTimeout(() => { binding.ready(); report("signal"); }, 200);
  });
  setInterval(() => {}, 1_000);`);

// The kernel tells of unread bytes by a reset in the place of the end: unix(7).
describe.each([
  { how: "that has read all", isRead: true, evidence: "eof" },
  { how: "that has left a word unread", isRead: false, evidence: "reset" },
])("the end of a parent $how", ({ isRead, evidence }) => {
  it(`is ${evidence}, and the same to its child`, async () => {
    const parent = startHandmade({ program });
    const { child, report, socket } = parent;
    socket.write(parent.hello());
    await report.message("bound");
    if (!isRead) socket.pause();
    child.kill("SIGUSR2");
    await report.message("signal");
    if (isRead) await until("all to be read", () => parent.heard.endsWith("READY\n"));
    socket.destroy();
    expect(await report.message("hook")).toMatchObject({ evidence });
    await expectDead(child.identity);
  });
});
