import { formatMarker, isCookie, MARKER_VARIABLE, TREE_VARIABLE } from "@lifeline/protocol";
import { builtin, ownIdentity } from "@lifeline/system";

export function createId(): string {
  return builtin("node:crypto").randomUUID().replaceAll("-", "");
}

let roots: { readonly whole: string; readonly leaders: string } | undefined;

/**
 * The tree cookie of what this thread spawns: what it inherited itself, and its own id. Fixed at the first spawn, because
 * whoever looks for the trees later looks for this very text. Trees that are not covered are under another id, so that
 * whoever looks does not see them.
 */
export function treeRoot(isCovered: boolean): string {
  if (roots === undefined) {
    const given = process.env[TREE_VARIABLE] ?? "";
    const inherited = isCookie(given) ? given : "";
    roots = { whole: `${inherited}/${createId()}`, leaders: `${inherited}/${createId()}` };
  }
  return isCovered ? roots.whole : roots.leaders;
}

/** The two entries that tell the child where its lifeline is, and the tree whose it is. */
export function lifelineEnv(child: { cookie: string; fd: number; token: string }): Record<string, string> {
  const { pid, start, boot } = ownIdentity();
  return {
    [MARKER_VARIABLE]: formatMarker({ fd: child.fd, token: child.token, parent: pid, start, boot }),
    [TREE_VARIABLE]: child.cookie,
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
