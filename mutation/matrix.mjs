import { readFileSync, writeFileSync } from "node:fs";

const [BEGIN, END] = ["<!-- npm run mutation: begin -->", "<!-- npm run mutation: end -->"];

/** Writes which tests fail without which mechanism between the two marks of this document. */
export function writeMatrix(path, results) {
  const text = readFileSync(path, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${path} has no place for the matrix: ${BEGIN} … ${END}`);
  writeFileSync(path, `${before}${BEGIN}\n\n${table(results)}\n\n${END}${after}`);
}

function table(results) {
  const rows = results.map(({ name, part, does, failed }) => {
    const files = [...new Set(failed.map((each) => each.split(" > ")[0]))].map(nameOf).sort();
    return `| \`${name}\` | ${part} | ${does} | ${files.join(", ")} |`;
  });
  return ["| mechanism | of | without it | test |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** As docs/guarantees.md names tests: a fault by its number, others by their path. */
function nameOf(file) {
  return /^test\/faults\/(\w+)-/.exec(file)?.[1] ?? `\`${file.replace(/\.test\.ts$/, "")}\``;
}
