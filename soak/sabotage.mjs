import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { patch } from "../scripts/patch.mjs";

/**
 * What can be broken, to see that the oracle sees it: in a copy of dist, `[package, text, what stands there instead]`.
 * `shows`: the counts that must then not be zero.
 */
const SABOTAGES = {
  guard: {
    shows: ["survivors"],
    patches: [["parent", "exec 3< /dev/null", "exit 0"]],
  },
  cookie: {
    shows: ["survivors"],
    patches: [["parent", '-e "LIFELINE_TREE=$root(', '-e "NO_LIFELINE_TREE=$root(']],
  },
  eof: {
    shows: ["hooks"],
    patches: [["child", 'if (before !== "over") events.ended(', "if (false) events.ended("]],
  },
  stall: { shows: ["false deaths"], patches: [["child", 'if (options.onStall === "shutdown" &&', "if ("]] },
  release: {
    shows: ["innocents"],
    patches: [["parent", "is_released() {", "is_released() { return 1;"]],
  },
  sweep: {
    shows: ["survivors"],
    patches: [["parent", "const isCalm = members.length === 0 &&", "const isCalm ="]],
  },
};

/**
 * A copy of dist for this run, broken where that is asked for; and the environment that makes the programs load it. A
 * copy in any case, so that a build in the middle of a long run changes nothing.
 */
export function copyDist({ root, sabotage: names }, folder) {
  const unknown = names.find((name) => !Object.hasOwn(SABOTAGES, name));
  if (unknown) throw new Error(`Expected one of ${Object.keys(SABOTAGES).join(", ")}, got ${unknown}`);
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }\n');
  const env = {};
  for (const name of ["parent", "child"]) {
    const path = `${folder}/${name}.js`;
    const patches = names.flatMap((each) => SABOTAGES[each].patches).filter(([where]) => where === name);
    const dist = readFileSync(`${root}packages/${name}/dist/index.js`, "utf8");
    writeFileSync(
      path,
      patches.reduce((text, [, before, after]) => patch(text, before, after), dist),
    );
    env[`SOAK_LIFELINE_${name.toUpperCase()}`] = pathToFileURL(path).href;
  }
  return env;
}
