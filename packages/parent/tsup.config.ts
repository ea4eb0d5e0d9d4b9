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
  // Without it the published types name the private packages.
  dts: { resolve: ["@lifeline/protocol", "@lifeline/system"] },
});
