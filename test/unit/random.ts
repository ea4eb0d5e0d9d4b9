/** The same numbers each time: a failure that chance has found must be found again. See mulberry32. */
export function seeded(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return {
    integer,
    pick: <T>(values: readonly T[]) => values[integer(values.length)] as T,
    text: (length: number, alphabet: string) =>
      Array.from({ length }, () => alphabet[integer(alphabet.length)]).join(""),
  };
}
