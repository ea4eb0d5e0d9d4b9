import { builtin } from "@lifeline/system";

/** A second signal of one impatient keystroke, or of a wrapper that passes it on, does not count. */
const SECOND_SIGNAL_AFTER = 500;

/**
 * Tells of the first signal; a second one, at least 500 ms later, ends the process with 128 + n, as sh does.
 *
 * @returns the function that ends the watch
 */
export function watchSignals(
  signals: readonly NodeJS.Signals[],
  onFirst: (signal: NodeJS.Signals) => void,
): () => void {
  let firstAt: number | undefined;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };

  function onSignal(signal: NodeJS.Signals): void {
    const now = performance.now();
    if (!firstAt) {
      firstAt = now;
      onFirst(signal);
    } else if (now - firstAt >= SECOND_SIGNAL_AFTER)
      process.exit(128 + builtin("node:os").constants.signals[signal]);
  }
}
