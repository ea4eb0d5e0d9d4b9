/**
 * @typedef {object} Row One line of a figure's table.
 * @property {string} what
 * @property {number | undefined} value
 * @property {string} unit
 * @property {number | undefined} atMost
 * @property {"holds" | "broken" | "busy" | "shown" | "skipped"} verdict
 */

/** A value that must not be above its bound. */
export function bounded(what, value, unit, atMost) {
  // NaN is no measurement, and must not pass for a good one.
  return { what, value, unit, atMost, verdict: value <= atMost ? "holds" : "broken" };
}

/** The same for a bound that is meant for an idle machine: above it on a busy one is neither good nor bad. */
export function boundedWhenQuiet(what, value, unit, atMost, { isQuiet, quietRounds, rounds }) {
  const row = bounded(`${what} (${quietRounds} of ${rounds} rounds quiet)`, value, unit, atMost);
  return row.verdict === "broken" && !isQuiet ? { ...row, verdict: "busy" } : row;
}

/** A value without a bound: a control, or what a ratio was made of. */
export function shown(what, value, unit) {
  return { what, value, unit, atMost: undefined, verdict: "shown" };
}

/** What could not be measured here, and why. */
export function skipped(what, why) {
  return { what: `${what}: ${why}`, value: undefined, unit: "", atMost: undefined, verdict: "skipped" };
}

export function table(rows) {
  const cells = [
    ["what", "measured", "bound", "verdict"],
    ...rows.map((row) => [row.what, amount(row.value, row.unit), bound(row), row.verdict]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const line = (words, fill = " ") =>
    `| ${words.map((word, i) => word.padEnd(widths[i], fill)).join(" | ")} |`;
  return [line(cells[0]), line(["", "", "", ""], "-"), ...cells.slice(1).map((words) => line(words))].join(
    "\n",
  );
}

function bound(row) {
  return row.atMost === undefined ? "" : `≤ ${amount(row.atMost, row.unit)}`;
}

function amount(value, unit) {
  if (value === undefined) return "";
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : 2;
  return `${value.toFixed(digits)} ${unit}`.trim();
}
