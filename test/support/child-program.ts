import { fileURLToPath } from "node:url";
import type { Command } from "./fixtures.js";

const library = import.meta.resolve("lifeline-child");
const reporting = fileURLToPath(new URL("../fixtures/reporting.mjs", import.meta.url));

/** A child whose text stands in the test that it belongs to, with `bindToParent` and `report` at hand. */
export function childProgram(source: string): Command {
  const imports = `import { bindToParent } from "${library}"; import { report } from "${reporting}";\n`;
  return { command: process.execPath, args: ["--input-type=module", "-e", imports + source] };
}
