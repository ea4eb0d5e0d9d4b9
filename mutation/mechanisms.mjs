import { readdirSync } from "node:fs";

const folder = new URL("mechanisms/", import.meta.url);
const ORDER = ["child", "parent", "guard"];

/**
 * All mechanisms, each from a file of its own, in mechanisms/:
 *
 * - `part`: whose it is
 * - `does`: what becomes of us without it, in words that complete "Without it …"
 * - `patches`: what turns it off, `[part, text, what stands there instead]`
 * - `tests`, `only`: the test files that should notice, and of these the tests whose name matches
 */
export async function readMechanisms() {
  const names = readdirSync(folder).map((file) => file.replace(/\.mjs$/, ""));
  const all = await Promise.all(
    names.map(async (name) => ({ name, ...(await import(new URL(`${name}.mjs`, folder))).default })),
  );
  return all.sort((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part) || (a.name < b.name ? -1 : 1));
}
