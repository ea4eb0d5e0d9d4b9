import { decade, logScale } from "./scales.mjs";
import { dot, line, ours, path, picture, text, theirs } from "./svg.mjs";

const panel = { width: 270, height: 210, left: 50, top: 62, gap: 30 };

/**
 * One panel per curve, both axes logarithmic, so that what costs the same for each is a straight line of slope 1: the
 * dashed one, through the last point.
 */
export function scalePlot(title, along, points, panels) {
  const width = panels.length * (panel.width + panel.gap) + panel.left;
  return picture(width, panel.top + panel.height + 50, title, [
    text(16, 26, title, { weight: "bold", size: 15 }),
    panels.map((each, index) => draw(each, along, points, panel.left + index * (panel.width + panel.gap))),
  ]);
}

function draw({ name, unit, of, beside }, along, points, left) {
  const values = points.flatMap((point) => [point[of], beside && point[beside]]).filter((value) => value > 0);
  const bottom = panel.top + panel.height;
  const x = logScale({
    from: decade(
      points.map((point) => point[along]),
      Math.floor,
    ),
    to: decade(
      points.map((point) => point[along]),
      Math.ceil,
    ),
    start: left,
    end: left + panel.width - 40,
  });
  const y = logScale({
    from: decade(values, Math.floor),
    to: decade(values, Math.ceil),
    start: bottom,
    end: panel.top,
  });
  const curve = (key, stroke) => {
    const places = points
      .filter((point) => point[key] > 0)
      .map((point) => [x.position(point[along]), y.position(point[key])]);
    return [path(places, { stroke }), places.map(([px, py]) => dot(px, py, { fill: stroke, radius: 3 }))];
  };
  const last = points.at(-1);
  const first = points[0];
  const slope = [first, last].map((point) => [
    x.position(point[along]),
    y.position((last[of] * point[along]) / last[along]),
  ]);
  return [
    text(left, panel.top - 12, `${name}, ${unit}`, { weight: "bold" }),
    y.marks.map((mark) => [
      line(left, y.position(mark), left + panel.width - 40, y.position(mark)),
      text(left - 6, y.position(mark) + 4, String(+mark.toPrecision(1)), { anchor: "end", size: 10 }),
    ]),
    x.marks.map((mark) => text(x.position(mark), bottom + 16, String(mark), { anchor: "middle", size: 10 })),
    text(left + (panel.width - 40) / 2, bottom + 34, along, { anchor: "middle", size: 11 }),
    last[of] > 0 ? path(slope, { stroke: theirs, width: 1, dash: "4 4" }) : [],
    beside ? curve(beside, theirs) : [],
    curve(of, ours),
  ];
}
