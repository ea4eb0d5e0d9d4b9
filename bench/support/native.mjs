import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { programPath } from "./processes.mjs";

const names = ["blocked-reader", "light-child", "watch"];

/** Compiles the C programs into `directory`: their paths by name, or the reason why there are none. */
export function compile(directory) {
  mkdirSync(directory, { recursive: true });
  const compiler = spawnSync("cc", ["--version"], { encoding: "utf8" });
  if (compiler.error) return { missing: "no C compiler named cc" };
  const paths = {};
  for (const name of names) {
    paths[name] = `${directory}/${name}`;
    const { status, stderr } = spawnSync("cc", ["-O2", "-o", paths[name], programPath(`${name}.c`)], {
      encoding: "utf8",
    });
    if (status !== 0) return { missing: `cc could not compile ${name}.c: ${stderr.trim().split("\n")[0]}` };
  }
  return { compiler: compiler.stdout.split("\n")[0], paths };
}
