/** A stream of random numbers that is a pure function of its name, so that a round can be repeated alone. */
export function createRandom(name) {
  let state = hash(name);
  const random = {
    /** From 0 up to, but not, 1: mulberry32. */
    next() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
    /** Both ends are included. */
    integer: (from, to) => from + Math.floor(random.next() * (to - from + 1)),
    chance: (probability) => random.next() < probability,
    pick: (list) => list[Math.floor(random.next() * list.length)],
    /** One of these, in proportion to its `weight`. */
    weighted(list) {
      let rest = random.next() * list.reduce((sum, { weight }) => sum + weight, 0);
      for (const each of list) {
        rest -= each.weight;
        if (rest < 0) return each;
      }
      return list.at(-1);
    },
  };
  return random;
}

/** FNV-1a. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value;
}
