import { logScale, milliseconds } from "./scales.mjs";
import { bad, dot, ink, line, ours, pale, picture, text, theirs } from "./svg.mjs";

const left = 230;
const right = 760;
const width = 860;
const rowHeight = 24;
const top = 70;

/** Per peer: from the SIGKILL of the parent to the child's hook, and to the child's end; p50, with a line to p99. */
export function latencyPlot(peers, death) {
  const rows = peers.filter(({ id }) => death[id]?.idle);
  const height = top + rows.length * rowHeight + 40;
  const scale = logScale({ from: 1, to: 10_000, start: left, end: right });
  const marks = scale.marks.map((mark) => [
    line(scale.position(mark), top - 12, scale.position(mark), height - 36),
    text(scale.position(mark), height - 18, milliseconds(mark), { anchor: "middle" }),
  ]);
  const title = "From the SIGKILL of the parent to the idle child's hook, and to its end";
  return picture(width, height, title, [
    text(16, 26, title, { weight: "bold", size: 15 }),
    dot(22, 44, { fill: ink }),
    text(32, 48, "hook"),
    dot(82, 44, { fill: ink, hollow: true }),
    text(92, 48, "gone; the line goes from p50 to p99"),
    marks,
    rows.map((peer, index) => row(peer, death[peer.id].idle, top + index * rowHeight, scale)),
  ]);
}

function row({ id, title }, { hook, gone, leaked, rounds }, y, scale) {
  const fill = id === "lifeline" ? ours : theirs;
  const name = text(left - 14, y + 4, title, {
    anchor: "end",
    weight: id === "lifeline" ? "bold" : "normal",
  });
  const rail = line(left, y, right, y, { stroke: pale, width: 0.5 });
  if (!gone) return [name, rail, text(right + 8, y + 4, "alive", { fill: bad, weight: "bold" })];
  const span = (at, hollow) => [
    line(scale.position(at.p50), y, scale.position(at.p99), y, { stroke: fill, width: 2 }),
    dot(scale.position(at.p50), y, { fill, hollow }),
  ];
  const note = leaked > 0 ? text(right + 8, y + 4, `${leaked} of ${rounds} alive`, { fill: bad }) : [];
  return [name, rail, span(gone, true), hook ? span(hook, false) : [], note];
}
