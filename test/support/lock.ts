import { spawnSync } from "node:child_process";

/**
 * Kernel proof of death for a whole tree: `flock -F <file> sh -c …` holds the lock until the last process
 * that inherited the descriptor is gone.
 */
export function lockIsFree(path: string): boolean {
  const { status, error } = spawnSync("flock", ["--nonblock", path, "true"]);
  if (error) throw error;
  return status === 0;
}
