import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";
import { directBuiltins } from "../system/direct-builtins.ts";
import { shortScript } from "./short-script.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

const shortGuardScript: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "short-guard-script",
  setup(build) {
    build.onLoad({ filter: /guard\/script\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replace(/(?<=GUARD_SCRIPT = `).*(?=`;\n$)/s, shortScript), loader: "ts" };
    });
  },
};

const shared: Options = {
  outDir: `${here}dist`,
  tsconfig: `${here}tsconfig.json`,
  target: "node20",
  platform: "node",
  esbuildPlugins: [shortGuardScript],
  // tsup would rewrite "node:net" to "net", which Deno does not resolve.
  removeNodeProtocol: false,
};

export default defineConfig([
  {
    ...shared,
    entry: { index: `${here}src/index.ts` },
    format: ["esm", "cjs"],
    esbuildPlugins: [shortGuardScript, directBuiltins],
    clean: ["!cli.js", "!compat.js"],
    // The private packages are found by "paths" in tsconfig.json: through node_modules they would count as external,
    // and the published types would import them.
    dts: true,
  },
  { ...shared, entry: { compat: `${here}src/index.ts` }, format: ["esm"] },
  // A build of its own: with one for both, the library would be cut into chunks that they share.
  { ...shared, entry: { cli: `${here}src/cli/main.ts` }, format: ["esm"] },
]);
