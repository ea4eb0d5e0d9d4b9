import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { patch } from "../scripts/patch.mjs";

/**
 * Where the code of each part stands; any other part is the path of a source that test/unit reads. The guard's is in the
 * parent's `dist`, and tests of the guard read its source.
 */
const FILES = {
  child: ["index.js", "index.cjs", "compat.js"].map((file) => `packages/child/dist/${file}`),
  parent: ["index.js", "index.cjs", "compat.js", "cli.js"].map((file) => `packages/parent/dist/${file}`),
  get guard() {
    return [...this.parent, "packages/parent/src/guard/script.ts"];
  },
};

/**
 * Turns a mechanism off in this copy of the workspace.
 *
 * @throws where a patch does not fit, or leaves what is no program any more: then tests fail that prove nothing
 */
export function turnOff(folder, patches) {
  eachPatched(folder, patches, writeFileSync);
  for (const file of [...FILES.child, ...FILES.parent]) expectProgram(join(folder, file));
}

/** @throws where a patch does not fit; nothing is changed */
export function expectToFit(folder, patches) {
  eachPatched(folder, patches, () => {});
}

function eachPatched(folder, patches, use) {
  for (const [part, before, after] of patches) {
    for (const file of FILES[part] ?? [part]) {
      const path = join(folder, file);
      try {
        use(path, patch(readFileSync(path, "utf8"), before, after));
      } catch (error) {
        throw new Error(`${file}: ${error.message}`);
      }
    }
  }
}

function expectProgram(path) {
  expectStatus(spawnSync(process.execPath, ["--check", path], { encoding: "utf8" }), path);
  const script = /GUARD_SCRIPT = (`.*?[^\\]`);/s.exec(readFileSync(path, "utf8"))?.[1];
  if (script === undefined) return;
  const input = Function(`return ${script}`)();
  expectStatus(spawnSync("/bin/sh", ["-n"], { input, encoding: "utf8" }), `the guard in ${path}`);
}

function expectStatus({ status, stderr }, what) {
  if (status !== 0) throw new Error(`${what} is no program any more:\n${stderr}`);
}
