import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";
import { directBuiltins } from "../system/direct-builtins.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The deadline thread's program is a text in the bundle: a file beside it would get lost in a bundle of the user's. */
const deadlineProgram: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "deadline-program",
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /deadline\/program\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [join(dirname(path), "worker.ts")],
        tsconfig: `${here}tsconfig.json`,
        bundle: true,
        write: false,
        minify: true,
        platform: "node",
        target: "node20",
        format: "cjs",
      });
      return { contents: `export const PROGRAM = ${JSON.stringify(outputFiles[0]?.text.trim())};` };
    });
  },
};

const shared: Options = {
  outDir: `${here}dist`,
  tsconfig: `${here}tsconfig.json`,
  target: "node20",
  platform: "node",
  // tsup would rewrite "node:net" to "net", which Deno does not resolve.
  removeNodeProtocol: false,
};

export default defineConfig([
  {
    ...shared,
    entry: { index: `${here}src/index.ts` },
    format: ["esm", "cjs"],
    esbuildPlugins: [deadlineProgram, directBuiltins],
    clean: ["!compat.js"],
    // The private packages are found by "paths" in tsconfig.json: through node_modules they would count as external,
    // and the published types would import them.
    dts: true,
  },
  { ...shared, entry: { compat: `${here}src/index.ts` }, format: ["esm"], esbuildPlugins: [deadlineProgram] },
]);
