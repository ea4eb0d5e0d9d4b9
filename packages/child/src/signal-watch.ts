import { builtin } from "@lifeline/system";

/**
 * Tells of the first signal; a second one, at least 500 ms later, ends the process with 128 + n, as sh does.
 *
 * @returns the function that ends the watch
 */
export const watchSignals = (
  signals: readonly NodeJS.Signals[],
  onFirst: (signal: NodeJS.Signals) => void,
): (() => void) => {
  // A second signal of one impatient keystroke, or of a wrapper that passes it on, does not count.
  const secondAfter = 500;
  const watched = [...signals];
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (!firstAt) {
      firstAt = now;
      onFirst(signal);
    } else if (now - firstAt >= secondAfter) process.exit(128 + builtin("node:os").constants.signals[signal]);
  };
  for (const signal of watched) process.on(signal, onSignal);
  return () => {
    for (const signal of watched) process.off(signal, onSignal);
  };
};
