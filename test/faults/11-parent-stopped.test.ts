import { describe, it } from "vitest";
import {
  expectOneShutdown,
  expectPlainTimerToFire,
  expectStallAndRecovery,
  type Pause,
} from "../support/stalled-parent.js";
import { stopInItsSleep } from "../support/stopped.js";

const pause: Pause = async (host) => {
  await stopInItsSleep(host.identity);
  return () => host.kill("SIGCONT");
};

describe("the parent is stopped for 15 missed beats, then continued", () => {
  it("ends a child with a plain timer", () => expectPlainTimerToFire({ pause }));

  it("tells the child of one stall and one recovery, and shuts nothing down", () =>
    expectStallAndRecovery({ pause }));

  it('shuts down once with onStall "shutdown"', () => expectOneShutdown({ pause }));
});
