import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Runs `npm ci` unless node_modules holds exactly what package-lock.json asks for. True: all is in place. */
export function install(root, options = []) {
  if (isInstalled(root)) return true;
  console.log(`Installing dependencies: node_modules does not match package-lock.json in ${basename(root)}`);
  return spawnSync("npm", ["ci", ...options], { cwd: root, stdio: "inherit" }).status === 0;
}

/** Compares contents, not file times: a checkout or a copy changes those. */
function isInstalled(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  // npm keeps in here what it has really installed.
  const present = readPackages(join(root, "node_modules/.package-lock.json"));
  if (!wanted || !present) return false;
  const differs = ([path, { version, optional, resolved }]) => {
    if (!path.startsWith("node_modules/")) return false;
    const found = present[path];
    // Optional packages are those of other platforms.
    if (!found) return !optional;
    return found.version !== version || found.resolved !== resolved;
  };
  return !Object.entries(wanted).some(differs);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}
