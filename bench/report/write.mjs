import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { document } from "./document.mjs";
import { guaranteeTable } from "./guarantee-table.mjs";
import { latencyPlot } from "./latency-plot.mjs";
import { scalePlot } from "./scale-plot.mjs";

/** Puts the parts that were measured in the place of their predecessors, and draws all of it anew. */
export function write(folder, { figures = {}, ...parts }) {
  mkdirSync(`${folder}/img`, { recursive: true });
  const before = read(`${folder}/benchmarks.json`);
  const results = { ...before, ...parts, figures: { ...before.figures, ...figures } };
  writeFileSync(`${folder}/benchmarks.json`, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${folder}/benchmarks.md`, `${document(results).trimEnd()}\n`);
  for (const [name, svg] of Object.entries(plots(results))) writeFileSync(`${folder}/img/${name}.svg`, svg);
}

function plots({ peers, curves }) {
  return {
    ...(peers && {
      latency: latencyPlot(peers.list, peers.death.peers),
      guarantees: guaranteeTable(peers.list, peers.death.peers),
    }),
    ...(curves && {
      scale: scalePlot("Sleeping children under one parent", "count", curves.children, [
        { name: "spawn all (grey: plain spawn)", unit: "ms", of: "spawn", beside: "plainSpawn" },
        { name: "idle parent", unit: "% of a core", of: "idle" },
        { name: "stop() on all", unit: "ms", of: "stop" },
        { name: "parent killed, all gone", unit: "ms", of: "death" },
      ]),
      nested: scalePlot("A chain of lifelines, each in the one above", "depth", curves.nested, [
        { name: "built", unit: "ms", of: "spawn" },
        { name: "stop() of the outermost", unit: "ms", of: "stop" },
        { name: "outermost killed, all gone", unit: "ms", of: "death" },
      ]),
    }),
  };
}

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}
