import { configDefaults, defineConfig } from "vitest/config";
import base from "../../vitest.config.ts";

export default defineConfig({
  test: { ...base.test, include: ["test/wine/**/*.test.ts"], exclude: configDefaults.exclude },
});
