/** One factor for every deadline: a slow machine sets LIFELINE_TEST_SCALE instead of editing tests. */
export const scale = readScale();

export function scaled(milliseconds: number): number {
  return milliseconds * scale;
}

function readScale(): number {
  const given = Number(process.env.LIFELINE_TEST_SCALE);
  if (Number.isFinite(given) && given > 0) return given;
  return process.env.CI ? 3 : 1;
}
