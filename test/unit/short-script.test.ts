import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shortScript } from "../../packages/parent/short-script.js";
import { GUARD_SCRIPT } from "../../packages/parent/src/guard/script.js";

/** The value of the script in a bundle, which holds it as a template literal. */
function scriptIn(bundle: string): string {
  const text = readFileSync(new URL(`../../packages/parent/dist/${bundle}`, import.meta.url), "utf8");
  const [, literal] = /GUARD_SCRIPT = (`.*?[^\\]`);/s.exec(text) ?? [];
  return Function(`return ${literal}`)();
}

describe.each(["index.js", "index.cjs", "cli.js"])("the guard's script in %s", (bundle) => {
  it("is short from its first line to its last, and the one that is tested", () => {
    expect(scriptIn(bundle)).toBe(shortScript(GUARD_SCRIPT));
  });
});
