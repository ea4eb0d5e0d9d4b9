import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { median } from "../support/numbers.mjs";
import { linesOf, programPath, start } from "../support/processes.mjs";
import { bounded, shown } from "../support/rows.mjs";

export const title = "import: time and size of what a program loads";

const child = import.meta.resolve("lifeline-child");
const parent = import.meta.resolve("lifeline-parent");
const packages = [
  { name: "lifeline-child", file: child, atMost: 6000 },
  { name: "lifeline-parent", file: parent, atMost: 9000 },
];

// The bound is on what the package itself costs: its file, beside an empty file. The first bare name that a process
// imports also pays for Node's package resolver, whatever the package: what that costs, the empty package shows.
export async function measure({ quick, cache }) {
  createEmptyPackage(`${cache}/node_modules/empty`);
  const program = `${cache}/import-time.mjs`;
  copyFileSync(programPath("import-time.mjs"), program);
  const times = await timeImports(program, quick ? 10 : 20, {
    child,
    parent,
    empty: pathToFileURL(`${cache}/node_modules/empty/index.js`).href,
    childByName: "lifeline-child",
    emptyByName: "empty",
  });
  return [
    bounded("lifeline-child, its file", median(times.child), "ms", 3),
    shown("an empty file", median(times.empty), "ms"),
    shown("lifeline-parent, its file", median(times.parent), "ms"),
    shown(`import("lifeline-child"), by name`, median(times.childByName), "ms"),
    shown("an empty package, by name", median(times.emptyByName), "ms"),
    shown("by name, more than an empty package", median(times.childByName) - median(times.emptyByName), "ms"),
    ...(await Promise.all(packages.map(size))),
  ];
}

/** Each specifier in a fresh process per round, in turn, so that noise meets them all. */
async function timeImports(program, rounds, specifiers) {
  const times = Object.fromEntries(Object.keys(specifiers).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, specifier] of Object.entries(specifiers)) {
      const timed = start(process.execPath, [program, specifier]);
      const time = Number(await linesOf(timed).next("imported"));
      // The first round only fills the file cache.
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

// Of the same shape as ours. It lies where only the timed program finds it.
function createEmptyPackage(directory) {
  mkdirSync(directory, { recursive: true });
  const exports = { ".": { import: { types: "./index.d.ts", default: "./index.js" } } };
  writeFileSync(`${directory}/package.json`, JSON.stringify({ name: "empty", type: "module", exports }));
  writeFileSync(`${directory}/index.js`, "");
}

async function size({ name, file, atMost }) {
  // tsup brings esbuild along: the same bundler that made dist.
  const { build } = createRequire(import.meta.resolve("tsup"))("esbuild");
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  return bounded(`${name}, minified and gzipped`, bytes, "bytes", atMost);
}
