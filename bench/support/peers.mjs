import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** In the order of the tables. */
const ids = [
  "lifeline",
  "c-read",
  "fork-disconnect",
  "stdin-end",
  "execa-signal",
  "graceful-process",
  "language-server-stdio",
  "language-server-pid",
  "mcp-server",
  "esbuild-service",
  "nozombie",
  "bun-no-orphans",
  "setpriv-term",
  "setpriv-kill",
  "tini",
  "foreground-child",
  "execa-cleanup",
  "tree-kill",
  "plain",
];

const bench = new URL("../", import.meta.url);

/** Every peer with its version, or with the reason why it is missing. */
export async function loadPeers(native) {
  return Promise.all(
    ids.map(async (id) => {
      const peer = await import(`../peers/${id}.mjs`);
      return { id, ...peer, ...(await presence(peer, native)) };
    }),
  );
}

async function presence({ source, tool, needsCompiler }, native) {
  if (needsCompiler) return native.missing ? { missing: native.missing } : { version: "" };
  if (tool) return toolVersion(tool);
  if (source) return packageVersion(source);
  return { version: `Node ${process.version}` };
}

function toolVersion(tool) {
  const { error, stdout } = spawnSync(tool, ["--version"], { encoding: "utf8" });
  return error ? { missing: `there is no ${tool}` } : { version: /\d+(\.\d+)+/.exec(stdout)?.[0] ?? "" };
}

function packageVersion(name) {
  const folders = [new URL("node_modules/", bench), new URL("../node_modules/", bench)];
  for (const folder of folders) {
    try {
      return { version: JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), "utf8")).version };
    } catch {
      // perhaps in the other one
    }
  }
  return { missing: `${name} could not be installed` };
}
