import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

export default defineConfig({
  test: {
    ...base.test,
    include: ["test/runtimes/**/*.test.ts"],
    exclude: configDefaults.exclude,
    env: {
      // Nothing is to be left in the home of whoever runs this.
      DENO_DIR: fileURLToPath(new URL("../../.cache/deno", import.meta.url)),
      DENO_NO_UPDATE_CHECK: "1",
      BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
    },
  },
});
