import type { Options } from "tsup";

/**
 * Builds the ES module with src/load-directly.ts in place of src/load.ts: it is what package.json exports as
 * "module-sync", and every Node that knows this condition (20.19, 22.10 and later) has `process.getBuiltinModule`
 * (20.16, 22.3 and later). For the others, and for bundlers, there is compat.js.
 */
export const directBuiltins: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "direct-builtins",
  setup({ initialOptions, onResolve, resolve }) {
    if (initialOptions.format === "esm")
      onResolve({ filter: /^\.\/load\.ts$/ }, ({ kind, resolveDir }) =>
        resolve("./load-directly.ts", { kind, resolveDir }),
      );
  },
};
