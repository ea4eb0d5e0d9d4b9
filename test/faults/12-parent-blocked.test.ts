import { describe, it } from "vitest";
import {
  beat,
  expectOneShutdown,
  expectPlainTimerToFire,
  expectStallAndRecovery,
  type Pause,
  stall,
} from "../support/stalled-parent.js";

const pause: Pause = async (host) => {
  host.send({ do: "block", for: stall + 3 * beat });
  await host.message("blocking");
  return () => host.message("unblocked");
};

describe("the parent's event loop is blocked for 15 missed beats", () => {
  it("ends a child with a plain timer", () => expectPlainTimerToFire({ pause }));

  it("tells the child of one stall and one recovery, and shuts nothing down", () =>
    expectStallAndRecovery({ pause }));

  it('shuts down once with onStall "shutdown"', () => expectOneShutdown({ pause }));
});
