/** Positions on a logarithmic axis, and the powers of ten that mark it. */
export function logScale({ from, to, start, end }) {
  const position = (value) =>
    start +
    ((Math.log10(clamp(value)) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))) * (end - start);
  const clamp = (value) => Math.min(to, Math.max(from, value));
  const marks = [];
  for (let mark = from; mark <= to * 1.001; mark *= 10) marks.push(mark);
  return { position, marks };
}

/** The power of ten below (or above) all values. */
export function decade(values, round) {
  return 10 ** round(Math.log10(round === Math.floor ? Math.min(...values) : Math.max(...values)));
}

export function milliseconds(value) {
  if (value >= 1000) return `${+(value / 1000).toPrecision(3)} s`;
  return `${+value.toPrecision(value < 1 ? 2 : 3)} ms`;
}
