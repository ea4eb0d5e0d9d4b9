/** Ctrl-C and its like end the run early, so that it can clean up. Returns what gives the exit code of that, if it was so. */
export function catchSignals(onSignal) {
  let code;
  const listeners = Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }).map(([name, number]) => {
    const listener = () => {
      code = 128 + number;
      onSignal();
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  return () => {
    for (const remove of listeners) remove();
    return code;
  };
}
