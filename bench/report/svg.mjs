// A few words of SVG. The background is drawn, because a page may be dark.
export const ink = "#24292f";
export const pale = "#d0d7de";
export const ours = "#0969da";
export const theirs = "#8c959f";
export const bad = "#cf222e";

export function picture(width, height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${parts.flat(Number.POSITIVE_INFINITY).join("\n")}
</svg>
`;
}

export function text(x, y, words, { anchor = "start", fill = ink, weight = "normal", size = 12 } = {}) {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}" font-weight="${weight}" font-size="${size}">${escaped(words)}</text>`;
}

export function line(x1, y1, x2, y2, { stroke = pale, width = 1, dash = "" } = {}) {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}" stroke-width="${width}"${dash && ` stroke-dasharray="${dash}"`}/>`;
}

export function dot(x, y, { fill = ink, hollow = false, radius = 4 } = {}) {
  const paint = hollow ? `fill="#ffffff" stroke="${fill}" stroke-width="1.5"` : `fill="${fill}"`;
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" ${paint}/>`;
}

export function path(points, { stroke = ink, width = 2, dash = "" } = {}) {
  const steps = points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
  return `<polyline points="${steps}" fill="none" stroke="${stroke}" stroke-width="${width}"${dash && ` stroke-dasharray="${dash}"`}/>`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escaped(words) {
  return String(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
