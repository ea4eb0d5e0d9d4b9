import { spawnSync } from "node:child_process";
import { install } from "./install.mjs";

/**
 * What a fresh clone has not: the tools, and dist, unless that is to be taken as it is.
 *
 * @throws with what npm has said
 */
export function prepare(root, { build = true } = {}) {
  if (!install(root)) throw new Error("npm ci failed");
  if (!build) return;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "build", "--silent"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}
