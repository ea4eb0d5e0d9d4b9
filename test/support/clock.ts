/** Monotonic milliseconds on the clock that all processes of this machine share, as in a report's `clock`. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
