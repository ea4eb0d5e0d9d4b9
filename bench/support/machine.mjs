import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

/** Where the numbers come from: without it they mean nothing. */
export function machine(compiler) {
  return {
    processor: `${cpus().length} × ${cpus()[0].model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()} ${process.arch}`,
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(" "),
    node: process.version,
    compiler: compiler ?? "none",
    "lifeline-child": version("child"),
    "lifeline-parent": version("parent"),
  };
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`../../packages/${name}/package.json`, import.meta.url), "utf8"))
    .version;
}
