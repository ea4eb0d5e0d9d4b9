import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "./clock.js";
import { describeProcess, isDead, type ProcessIdentity } from "./processes.js";
import { scaled } from "./scale.js";

export interface WaitOptions {
  /** Milliseconds on an idle machine; the scale factor is applied here and nowhere else. */
  timeout?: number;
  interval?: number;
  /** Whom the error should show: those of these that still live. */
  survivors?: () => readonly ProcessIdentity[];
}

/** Neither an empty file nor the number that is read from it is an answer. */
type Answer<T> = T | undefined | null | false | "" | 0;

/** Waits until the condition gives something; the error says `what` was waited for. */
export async function until<T>(
  what: string,
  condition: () => Answer<T> | Promise<Answer<T>>,
  { timeout = 10_000, interval = 5, survivors }: WaitOptions = {},
): Promise<T> {
  const started = clock();
  for (;;) {
    // The clock is read first: a machine that paused us gets one more look after the deadline.
    const late = clock() - started > scaled(timeout);
    const answer = await condition();
    if (answer) return answer;
    if (late) throw new Error(`Waited ${scaled(timeout)} ms in vain for ${what}${nameThem(survivors?.())}`);
    await sleep(interval);
  }
}

export async function expectDead(
  identities: ProcessIdentity | readonly ProcessIdentity[],
  timeout = 10_000,
): Promise<void> {
  const all = "pid" in identities ? [identities] : identities;
  await until(`the death of ${all.map(({ pid }) => pid).join(", ")}`, () => all.every(isDead), {
    timeout,
    survivors: () => all,
  });
}

/** For negative controls: this process must live on for so long; fails at once when it dies. Not scaled. */
export async function expectAliveFor(identity: ProcessIdentity, milliseconds: number): Promise<void> {
  const started = clock();
  do {
    if (isDead(identity)) {
      const age = Math.round(clock() - started);
      throw new Error(
        `Expected process ${identity.pid} to live for ${milliseconds} ms, it died after ${age} ms`,
      );
    }
    await sleep(5);
  } while (clock() - started < milliseconds);
}

function nameThem(identities: readonly ProcessIdentity[] | undefined): string {
  const living = identities?.filter((identity) => !isDead(identity)) ?? [];
  return living.length === 0
    ? ""
    : `; still alive:\n${living.map((each) => `  ${describeProcess(each)}`).join("\n")}`;
}
