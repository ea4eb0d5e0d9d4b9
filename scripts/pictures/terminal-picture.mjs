const character = { width: 7.83, height: 19 };
const margin = 20;
const bar = 34;
const paints = { background: "#0d1117", bar: "#161b22", text: "#c9d1d9", title: "#8b949e" };
/** Red and green, by their numbers in a terminal. */
const colours = { 1: "#ff7b72", 2: "#56d364" };

/** A screen as SVG, with a title bar. Each piece of text stands at its column, whatever font shows it. */
export function terminalPicture(title, lines) {
  const columns = Math.max(...lines.flat().map(({ column, text }) => column + text.length));
  const width = Math.ceil(columns * character.width + 2 * margin);
  const height = bar + lines.length * character.height + 2 * margin - 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<rect width="${width}" height="${height}" rx="8" fill="${paints.background}"/>
<path d="M0 ${bar}V8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${bar}Z" fill="${paints.bar}"/>
<text x="${margin}" y="22" fill="${paints.title}">$ ${escaped(title)}</text>
${lines.flatMap((pieces, row) => pieces.map((piece) => draw(piece, row))).join("\n")}
</svg>
`;
}

function draw({ column, text, colour, isBold }, row) {
  const indent = text.length - text.trimStart().length;
  if (indent === text.length) return "";
  const x = (margin + (column + indent) * character.width).toFixed(1);
  const y = bar + margin + row * character.height + 6;
  const weight = isBold ? ` font-weight="bold"` : "";
  // Columns within one piece are kept by spaces, which XML would otherwise fold.
  return `<text x="${x}" y="${y}" fill="${colours[colour] ?? paints.text}"${weight} xml:space="preserve" textLength="${(text.trim().length * character.width).toFixed(1)}">${escaped(text.trim())}</text>`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
