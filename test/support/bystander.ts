import { type Command, nodeFixture } from "./fixtures.js";
import { describeProcess, isDead, type ProcessIdentity } from "./processes.js";
import { start } from "./start.js";

export interface Bystander {
  readonly identity: ProcessIdentity;
  expectAlive(): void;
}

/** An innocent: same command, same user, own group, no lifeline. Whatever happens to the others, it lives. */
export function startBystander(same: Command = nodeFixture("child.mjs", { bind: false })): Bystander {
  const { identity } = start(same.command, same.args, { detached: true, stdio: "ignore" });
  return {
    identity,
    expectAlive() {
      if (isDead(identity)) throw new Error(`An innocent bystander was killed: ${describeProcess(identity)}`);
    },
  };
}
