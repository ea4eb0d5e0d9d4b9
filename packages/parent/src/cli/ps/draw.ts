import { fit, printable, type Style, widthOf } from "../style.ts";
import { Looks } from "./alike.ts";
import { ageOf, commandOf } from "./describe.ts";
import type { Node } from "./forest.ts";
import { indent } from "./indent.ts";

/** In columns: what a command keeps beside what stands right of it. */
const LEAST = 16;

const GLYPHS = {
  unicode: { branch: "├─ ", last: "└─ ", pass: "│  ", none: "   ", times: "×", range: "…" },
  ascii: { branch: "|- ", last: "`- ", pass: "|  ", none: "   ", times: "x", range: ".." },
} as const;

/** The forest as lines, each no wider than the style allows. */
export function draw(roots: readonly Node[], style: Style): string[] {
  const glyphs = style.isUnicode ? GLYPHS.unicode : GLYPHS.ascii;
  const looks = new Looks();
  const lines: string[] = [];
  for (const root of roots) {
    if (lines.length > 0) lines.push("");
    drawNode([root], [], []);
  }
  return lines;

  function drawNode(alike: readonly Node[], before: readonly string[], below: readonly string[]): void {
    const [node] = alike as readonly [Node];
    lines.push(line(alike, indent(before, style.width, glyphs.range)));
    const groups = looks.group(node.children);
    groups.forEach((group, index) => {
      const isLast = index === groups.length - 1;
      drawNode(
        group,
        [...below, isLast ? glyphs.last : glyphs.branch],
        [...below, isLast ? glyphs.none : glyphs.pass],
      );
    });
  }

  function line(alike: readonly Node[], before: string): string {
    const [node] = alike as readonly [Node];
    const tags = tagsOf(alike, style);
    const plain = tags.map(({ text }) => text).join("  ");
    const { pids, command } = nameOf(alike);
    const room = style.width - widthOf(before) - widthOf(pids) - 1;
    if (room < 1) return fit(before + pids, style.width, style.isUnicode);
    const right = Math.max(0, Math.min(widthOf(plain), room - LEAST - 2));
    const shown = fit(command, room - (right > 0 ? right + 2 : 0), style.isUnicode);
    const name = style.paint(
      node.process === undefined ? "bad" : node.holds.length > 0 ? "strong" : "good",
      shown,
    );
    const left = `${style.paint("quiet", before)}${style.paint("quiet", pids)} ${name}`;
    if (right < widthOf(plain) && right === 0) return left;
    const gap = Number.isFinite(style.width) ? room - widthOf(shown) - right : 2;
    const painted = tags.map(({ text, name: colour }) => style.paint(colour, text)).join("  ");
    return left + " ".repeat(gap) + (right < widthOf(plain) ? fit(plain, right, style.isUnicode) : painted);
  }

  function nameOf(alike: readonly Node[]): { pids: string; command: string } {
    const [{ process, holds }] = alike as readonly [Node];
    if (process === undefined) {
      const [holder] = holds;
      const what = holder?.guard === undefined ? "its tree is orphaned" : "its guard ends its tree";
      return { pids: String(holder?.pid ?? "?"), command: `is gone: ${what}` };
    }
    const command = printable(commandOf(process));
    if (alike.length === 1) return { pids: String(process.pid), command };
    const pids = alike.map((each) => each.process?.pid ?? 0);
    const range = `${Math.min(...pids)}${glyphs.range}${Math.max(...pids)}`;
    return { pids: `${alike.length} ${glyphs.times}`, command: `${command}  (${range})` };
  }
}

interface Tag {
  readonly text: string;
  readonly name: Parameters<Style["paint"]>[0];
}

function tagsOf(alike: readonly Node[], style: Style): Tag[] {
  const [{ process, holds, root, isDetached }] = alike as readonly [Node];
  const tags: Tag[] = [];
  if (isDetached) tags.push({ text: "detached", name: "mark" });
  if (process?.state === "T") tags.push({ text: "stopped", name: "bad" });
  if (process?.state === "D") tags.push({ text: "uninterruptible", name: "bad" });
  for (const { guard } of holds) {
    tags.push(
      guard === undefined ? { text: "no guard", name: "bad" } : { text: `guard ${guard}`, name: "quiet" },
    );
  }
  if (root && alike.length === 1) tags.push({ text: `#${root.id.slice(0, 8)}`, name: "mark" });
  if (process)
    tags.push({ text: ageOf(process).padStart(Number.isFinite(style.width) ? 4 : 0), name: "quiet" });
  return tags;
}
