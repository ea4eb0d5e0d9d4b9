/** In columns, of one level. */
const LEVEL = 3;
/** In columns: the number of levels that were left out, and dots. */
const NUMBER = 5;
/** In columns, right of the indent: a pid, the beginning of a command, and an age. */
const LEAST = 30;

/**
 * What stands before a process, from the glyphs of its levels. Where they would leave no room, they begin again at the
 * left, behind the number of those that were left out. Whole pages of levels are, so that lines still meet.
 */
export function indent(levels: readonly string[], width: number, dots: string): string {
  if (levels.length * LEVEL + LEAST <= width) return levels.join("");
  const page = Math.max(1, Math.floor((width - LEAST - NUMBER) / LEVEL));
  const leftOut = Math.floor((levels.length - 1) / page) * page;
  if (leftOut <= 0) return levels.join("");
  return `${leftOut}${dots}`.padEnd(NUMBER) + levels.slice(leftOut).join("");
}
