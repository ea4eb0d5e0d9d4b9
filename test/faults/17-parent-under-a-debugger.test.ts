import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import {
  describeNeeds,
  isRoot,
  readProcess,
  requirement,
  requireTool,
  start,
  until,
} from "../support/index.js";
import {
  expectOneShutdown,
  expectPlainTimerToFire,
  expectStallAndRecovery,
  type Pause,
} from "../support/stalled-parent.js";

const canTrace = requirement(
  isRoot.available || readText("/proc/sys/kernel/yama/ptrace_scope").trim() !== "1",
  "a debugger may attach to its own children only (kernel.yama.ptrace_scope)",
);

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

describeNeeds(requireTool("gdb"), canTrace)("the parent is stopped by gdb -p for 15 missed beats", () => {
  const pause: Pause = async (host) => {
    // Without symbols: those of Node take it longer to read than all the rest of this test.
    const gdb = start("gdb", ["-nx", "--readnever", "-iex", "set auto-solib-add off", "-p", `${host.pid}`]);
    await until("gdb to stop the parent", () => readProcess(host.pid)?.state === "t");
    return async () => {
      gdb.send("detach");
      gdb.send("quit");
      await gdb.exit;
    };
  };

  tellAsOfAnyStall({ pause });
});

describe("the parent is paused by its inspector for 15 missed beats", () => {
  const pause: Pause = async (host) => {
    host.kill("SIGUSR1");
    const [, address = ""] = await until("the inspector's address", () =>
      /ws:\/\/(127\.0\.0\.1:\d+)\//.exec(host.stderr),
    );
    const inspector = start(process.execPath, ["inspect", address]);
    await until("the debugger to be attached", () => inspector.output.includes("debug>"));
    inspector.send("pause");
    await until("the parent to be paused", () => inspector.output.includes("break in"));
    // It stays attached: Node 20 now and then crashes when a debugger leaves right after it said "cont".
    return () => inspector.send("cont");
  };

  // Any free port; the child inherits it too, and opens none.
  tellAsOfAnyStall({ pause, host: { env: { NODE_OPTIONS: "--inspect-port=0" } } });
});

function tellAsOfAnyStall(fault: Parameters<typeof expectOneShutdown>[0]): void {
  it("ends a child with a plain timer", () => expectPlainTimerToFire(fault));

  it("tells the child of one stall and one recovery, and shuts nothing down", () =>
    expectStallAndRecovery(fault));

  it('shuts down once with onStall "shutdown"', () => expectOneShutdown(fault));
}
