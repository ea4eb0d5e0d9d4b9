import { randomUUID } from "node:crypto";
import { formatMarker, isCookie, MARKER_VARIABLE, TREE_VARIABLE } from "@lifeline/protocol";
import { ownIdentity } from "@lifeline/system";

export function createId(): string {
  return randomUUID().replaceAll("-", "");
}

let root: string | undefined;

/**
 * The tree cookie of everything that this thread spawns: what it inherited itself, and its own id. Fixed at the first
 * spawn, because whoever looks for the tree later looks for this very text.
 */
export function treeRoot(): string {
  if (root === undefined) {
    const inherited = process.env[TREE_VARIABLE] ?? "";
    root = `${isCookie(inherited) ? inherited : ""}/${createId()}`;
  }
  return root;
}

/** The two entries that tell the child where its lifeline is, and the tree whose it is. */
export function lifelineEnv(child: { id: string; fd: number; token: string }): Record<string, string> {
  const { pid, start, boot } = ownIdentity();
  return {
    [MARKER_VARIABLE]: formatMarker({ fd: child.fd, token: child.token, parent: pid, start, boot }),
    [TREE_VARIABLE]: `${treeRoot()}/${child.id}`,
  };
}

/**
 * The way out of a tree: an environment without the tree cookie and without a lifeline. With it, and in a session of
 * its own (`detached: true`), a browser, a build daemon or a tmux server outlives whoever started it.
 *
 * @param base - the environment to start from; it is not changed. Default `process.env`
 */
export function releasedEnv(base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const env = { ...base };
  delete env[TREE_VARIABLE];
  delete env[MARKER_VARIABLE];
  return env;
}
