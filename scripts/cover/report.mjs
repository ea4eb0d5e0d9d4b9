import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CoverageReport } from "monocart-coverage-reports";

/** A program of another language in a string of ours: V8 sees one constant. */
const NOT_MEASURED = "packages/parent/src/guard/script.ts";

/**
 * Maps the coverage of `dist` back to the sources, prints it, and writes it to `outputDir`.
 *
 * @param scripts - of `dist` in the workspace at `folder`; `mapOf` tells where the source map of each is
 * @returns the counts of all files together
 */
export async function report(scripts, { folder, mapOf, outputDir }) {
  const coverage = new CoverageReport({
    name: "lifeline-parent and lifeline-child",
    outputDir,
    clean: true,
    logging: "error",
    reports: [["text", { maxCols: 140 }], "json-summary", "lcovonly", "html"],
    sourceFilter: (path) => path.startsWith("packages/") && path !== NOT_MEASURED,
  });
  await coverage.add(scripts.map((script) => withSource(script, folder, mapOf)));
  await coverage.generate();
  // Of lines with code on them; its own summary counts those with types, too.
  return JSON.parse(readFileSync(join(outputDir, "coverage-summary.json"), "utf8")).total;
}

function withSource({ url, functions }, folder, mapOf) {
  const path = fileURLToPath(url);
  const source = readFileSync(path, "utf8");
  const sourceMap = JSON.parse(readFileSync(mapOf(path), "utf8"));
  sourceMap.sources = sourceMap.sources.map((source) => relative(folder, join(dirname(path), source)));
  return { type: "js", url, functions, source, sourceMap };
}
