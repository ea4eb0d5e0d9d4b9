import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";

/** What a copy can do without, or has of its own. */
const LEFT_OUT = ["node_modules", ".git", ".cache", "coverage"];

/**
 * A copy of this workspace, in which the tests run against the packages of the copy: there its `dist` can be broken or
 * built in another way, and the original stays as it is. Other packages are those of the original.
 */
export function copyWorkspace(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  const filter = (source) => !LEFT_OUT.includes(basename(source));
  for (const name of readdirSync(root)) {
    if (!LEFT_OUT.includes(name)) cpSync(join(root, name), join(folder, name), { recursive: true, filter });
  }
  for (const name of readdirSync(join(root, "node_modules"))) {
    linkPackage(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
}

function linkPackage(original, copy) {
  const own = /^lifeline-(child|parent)$/.exec(basename(original))?.[1];
  if (own) symlinkSync(`../packages/${own}`, copy);
  // Its links are relative, so in a copy they lead to the copy's packages.
  else if (basename(original) === ".bin") cpSync(original, copy, { recursive: true, verbatimSymlinks: true });
  else symlinkSync(original, copy);
}
