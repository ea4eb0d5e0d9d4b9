// How a host starts its server: itself, through a shell, or through npx. For the hosts of mcp-server/ and language-server/.
import { fileURLToPath } from "node:url";

/** npx finds the bins of this repository here, and fetches nothing. */
export const cwd = fileURLToPath(new URL("..", import.meta.url));

export function commandFor(way, name, args) {
  const server = [`examples/${name}/server.mjs`, ...args];
  const ways = {
    direct: [process.execPath, ...server],
    // With a command after it, so that the shell stays between.
    sh: ["sh", "-c", `node ${server.join(" ")}; exit $?`],
    npx: ["npx", "--no", "--", `example-${name}`, ...args],
  };
  if (!ways[way]) throw new Error(`Unknown way: ${way}; there are ${Object.keys(ways).join(", ")}`);
  return ways[way];
}
