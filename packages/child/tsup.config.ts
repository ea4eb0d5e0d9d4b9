import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";

const here = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  entry: { index: `${here}src/index.ts` },
  outDir: `${here}dist`,
  tsconfig: `${here}tsconfig.json`,
  format: ["esm", "cjs"],
  target: "node20",
  platform: "node",
  clean: true,
  // tsup would rewrite "node:net" to "net", which Deno does not resolve.
  removeNodeProtocol: false,
  // The private packages are found by "paths" in tsconfig.json: through node_modules they would count as external,
  // and the published types would import them.
  dts: true,
});
