import { milliseconds } from "./scales.mjs";
import { bad, dot, ink, line, ours, pale, picture, text, theirs } from "./svg.mjs";

const left = 230;
const columnWidth = 104;
const rowHeight = 24;
const top = 84;

/** What is asked of each peer, and what of its results answers it. */
const columns = [
  { head: ["idle child", "ends"], of: ({ idle }) => ended(idle) },
  { head: ["300 ms", "clean-up"], of: ({ cleanup }) => finished(cleanup) },
  { head: ["blocked", "child ends"], of: ({ blocked }) => ended(blocked) },
  { head: ["any command", "ends"], of: ({ foreign }) => ended(foreign) },
  { head: ["grandchild", "behind sh -c"], of: ({ shell }) => ended(shell) },
  { head: ["detached", "grandchild"], of: ({ detached }) => ended(detached) },
];

/** Per peer, what is gone after the SIGKILL of the parent; p50 where it is. */
export function guaranteeTable(peers, death) {
  const rows = peers.filter(({ id, missing }) => !missing && death[id]);
  const width = left + columns.length * columnWidth + 16;
  const height = top + rows.length * rowHeight + 12;
  const title = "After kill -9 of the parent: what is gone, and when";
  return picture(width, height, title, [
    text(16, 26, title, { weight: "bold", size: 15 }),
    columns.map(({ head }, index) =>
      head.map((word, row) => text(centre(index), 50 + row * 14, word, { anchor: "middle" })),
    ),
    line(16, top - 12, width - 16, top - 12, { stroke: ink }),
    rows.map((peer, index) => peerRow(peer, death[peer.id], top + index * rowHeight, width)),
  ]);
}

function peerRow({ id, title }, cells, y, width) {
  const isOurs = id === "lifeline";
  return [
    text(left - 14, y + 4, title, { anchor: "end", weight: isOurs ? "bold" : "normal" }),
    columns.map(({ of }, index) => answer(of(cells), centre(index), y, isOurs ? ours : theirs)),
    line(16, y + rowHeight / 2, width - 16, y + rowHeight / 2, { stroke: pale, width: 0.5 }),
  ];
}

function answer({ isGood, words }, x, y, fill) {
  if (isGood === undefined) return text(x, y + 4, "–", { anchor: "middle", fill: theirs });
  if (!isGood) return text(x, y + 4, words, { anchor: "middle", fill: bad, weight: "bold" });
  return [dot(x - 30, y, { fill }), text(x - 20, y + 4, words)];
}

function ended(cell) {
  if (!cell) return {};
  if (!cell.gone) return { isGood: false, words: "alive" };
  if (cell.leaked > 0) return { isGood: false, words: `${cell.leaked} of ${cell.rounds} alive` };
  return { isGood: true, words: milliseconds(cell.gone.p50) };
}

function finished(cell) {
  if (!cell) return {};
  if (cell.cleaned === cell.rounds) return { isGood: true, words: "finished" };
  return { isGood: false, words: cell.cleaned === 0 ? "not finished" : `${cell.cleaned} of ${cell.rounds}` };
}

function centre(index) {
  return left + (index + 0.5) * columnWidth;
}
