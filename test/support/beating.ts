import type { BindOptions } from "lifeline-child";
import { type Bystander, startBystander } from "./bystander.js";
import { clock } from "./clock.js";
import { nodeFixture } from "./fixtures.js";
import { type Pair, runPair } from "./pair.js";
import type { StartOptions } from "./start.js";
import { expectDead, until } from "./wait.js";

export interface Beating {
  /** Milliseconds between two heartbeats, and between two probes. */
  beat: number;
  /** The negative control: a child that takes so many milliseconds of silence for its parent's death. */
  impatient?: false | { clock?: "timer" | "wall"; timeout: number };
  onStall?: BindOptions["onStall"];
  killsRecovered?: boolean;
  host?: StartOptions;
}

/** A pair that has beaten for a while, so that what comes then is counted from a beat, and between two ticks. */
export async function runBeatingPair(options: Beating): Promise<Pair & { bystander: Bystander }> {
  const { beat, impatient = false, onStall, killsRecovered, host } = options;
  const bystander = startBystander();
  const pair = await runPair({
    program: impatient ? nodeFixture("impatient-child.mjs", impatient) : undefined,
    child: { port: true, killsRecovered, bind: { onStall, probeInterval: beat } },
    lifeline: { heartbeatInterval: beat },
    host,
  });
  const boundAt = clock();
  await until("a few beats", () => clock() - boundAt > 3 * beat);
  return { ...pair, bystander };
}

/**
 * For a control whose child is stopped as well: if a beat had just woken it, it reads that beat before it looks at
 * its timer, and is spared by luck. So the fault comes again, until the child has made its mistake.
 */
export async function expectMistaken({ child, report }: Pair, fault: () => Promise<void>): Promise<void> {
  const isMistaken = () => report.of("mistaken").length > 0;
  for (let round = 0; round < 6 && !isMistaken(); round++) {
    await fault();
    const doneAt = clock();
    await until("what the child makes of it", () => isMistaken() || clock() - doneAt > 500);
  }
  await report.message("mistaken");
  await expectDead(child);
}
