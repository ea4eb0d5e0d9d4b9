import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Mechanism {
  readonly name: string;
  readonly patches: readonly unknown[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const load = async (file: string) => (await import(`../../mutation/${file}.mjs`)) as unknown;
const { readMechanisms } = (await load("mechanisms")) as { readMechanisms(): Promise<Mechanism[]> };
const { expectToFit } = (await load("mutant")) as {
  expectToFit(folder: string, patches: readonly unknown[]): void;
};

it("each patch of npm run mutation fits what has been built", async () => {
  const mechanisms = await readMechanisms();
  expect(mechanisms.length).toBeGreaterThan(100);
  const misfits = mechanisms.flatMap(({ name, patches }) => {
    try {
      expectToFit(root, patches);
      return [];
    } catch (error) {
      return `${name}: ${(error as Error).message}`;
    }
  });
  expect(misfits).toEqual([]);
});

it("a patch that fits no more is told", () => {
  expect(() => expectToFit(root, [["child", "no such text", ""]])).toThrow(
    /index\.js: Expected to find this/,
  );
});
