import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { mergeScriptCovs } from "@bcoe/v8-coverage";

/** In ms. */
const EACH = 2_000;
/** So many are merged into one, now and then: a run has some ten thousand. */
const BATCH = 200;

/**
 * Takes what V8 writes into this folder, while the run goes on, and keeps what is of these scripts: the rest, all of Node's
 * own, would be gigabytes. So does it leave out who ran another text under a script's name: Vite, say, rewrites what it loads.
 *
 * @returns the function that ends it, and gives the coverage of each script of all processes together
 */
export function collect(folder, scripts) {
  const lengths = new Map(
    scripts.map((path) => [pathToFileURL(path).href, readFileSync(path, "utf8").length]),
  );
  const isWanted = ({ url, functions }) =>
    functions.every(({ ranges: [{ endOffset }] }) => endOffset <= (lengths.get(url) ?? -1));

  const byUrl = new Map();
  const timer = setInterval(() => takeAll(), EACH);

  const takeAll = () => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const results = parse(path);
      // Half a file is being written, or was left by a process that was killed meanwhile.
      if (results === undefined) continue;
      rmSync(path);
      for (const each of results.filter(isWanted)) add(each);
    }
  };

  const add = (script) => {
    const list = byUrl.get(script.url) ?? [];
    list.push(script);
    byUrl.set(script.url, list.length < BATCH ? list : [mergeScriptCovs(list)]);
  };

  return () => {
    clearInterval(timer);
    takeAll();
    return [...byUrl.values()].map(mergeScriptCovs);
  };
}

function parse(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).result;
  } catch {
    return undefined;
  }
}
