import { parser, plugin } from "typescript-eslint";

// Biome does the rest. This one rule needs types: a promise that nobody awaits hides its failure.
export default [
  { ignores: ["**/dist/", "**/*.mjs", "**/*.js"] },
  {
    files: ["packages/*/src/**/*.ts", "test/**/*.ts"],
    languageOptions: {
      parser,
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": plugin },
    rules: { "@typescript-eslint/no-floating-promises": "error" },
  },
];
