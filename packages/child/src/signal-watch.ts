import { builtin } from "@lifeline/system";
import { afterPoll } from "./pulse.ts";

export interface SignalWatch {
  /** The parent is gone: who passes that on as a signal does not press a key for a second time. */
  countAnew(): void;
  close(): void;
}

/**
 * Tells of the first signal, unless the parent is gone: then that is the reason. A second one, at least 500 ms later, ends
 * the process with 128 + n, as sh does.
 */
export function watchSignals(
  signals: readonly NodeJS.Signals[],
  isParentGone: () => boolean,
  onFirst: (signal: NodeJS.Signals) => void,
): SignalWatch {
  // A second signal of one impatient keystroke, or of a wrapper that passes it on, does not count.
  const secondAfter = 500;
  const watched = [...signals];
  let since: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    // Because the EOF of a parent that died of the same signal may still be unread.
    afterPoll(() => {
      const isReason = !isParentGone();
      if (!since) {
        since = now;
        if (isReason) onFirst(signal);
      } else if (now - since >= secondAfter) process.exit(128 + builtin("node:os").constants.signals[signal]);
    });
  };
  for (const signal of watched) process.on(signal, onSignal);
  return {
    countAnew() {
      since &&= performance.now();
    },
    close() {
      for (const signal of watched) process.off(signal, onSignal);
    },
  };
}
