import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { scaled } from "./test/support/scale.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They have commands of their own, which install what they want.
    exclude: [...configDefaults.exclude, "test/runtimes/**", "test/wine/**"],
    globalSetup: "./test/support/global-setup.ts",
    setupFiles: "./test/support/setup.ts",
    reporters: ["default", "./test/support/reporter.ts"],
    // The packages are run as they are shipped, and not as Vite would rewrite them.
    server: { deps: { external: [/\/packages\/(child|parent)\/dist\//] } },
    // Each file in a process of its own: signals, exit codes and environments are what is tested.
    pool: "forks",
    // Half of a test is waiting.
    maxWorkers: Number(process.env.LIFELINE_TEST_WORKERS ?? 2 * availableParallelism()),
    testTimeout: scaled(60_000),
    hookTimeout: scaled(60_000),
    // A test that passes at the second try has found something.
    retry: 0,
  },
});
