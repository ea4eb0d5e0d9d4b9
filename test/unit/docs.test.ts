import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { OPTIONS as childOptions } from "../../packages/child/src/options.ts";
import { OPTIONS as parentOptions } from "../../packages/parent/src/options.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const filesBelow = (folder: string, end: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(end) && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => join(folder, path));

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...["bench", "docs", "examples", "mutation", "packages", "soak", "test"].flatMap((folder) =>
    filesBelow(folder, ".md"),
  ),
];
const sources = filesBelow("packages", ".ts").map(read).join("\n");

describe("docs/api.md", () => {
  it.each([
    ["bindToParent(options?)", childOptions],
    ["spawnWithLifeline(command, args?, options?)", parentOptions],
  ])("has the options of %s, and their defaults", (title, options) => {
    const section = read("docs/api.md").split(`### \`${title}\``)[1]?.split("\n### ")[0] ?? "";
    const documented = [...section.matchAll(/^\| `(\w+)` \| .*? \| (\S+) \| /gm)].map(([, ...row]) => row);
    const inCode = Object.entries(options).map(([name, [byDefault]]) => [name, written(byDefault)]);
    expect(documented).toEqual(inCode);
  });

  function written(value: unknown): string {
    return value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
  }

  it("has every evidence and reason of the code", () => {
    const { evidence, reasons } = unions();
    const [, table = ""] = read("docs/api.md").split("| evidence | reason | fact |");
    const rows = [...(table.split("\n### ")[0] ?? "").matchAll(/^\| `([a-z-]+)` \| `([a-z-]+)` \| /gm)];
    expect(rows.map(([, fact]) => fact).sort()).toEqual(evidence);
    expect([...new Set([...rows.map(([, , reason]) => reason), "signal"])].sort()).toEqual(reasons);
  });

  function unions() {
    const members = (type: string) =>
      [...(sources.split(`export type ${type} =`)[1]?.split(";")[0] ?? "").matchAll(/"([a-z-]+)"/g)]
        .map(([, member]) => member)
        .sort();
    return { evidence: members("Evidence"), reasons: members("ShutdownReason") };
  }
});

describe("docs/errors.md", () => {
  it("has the codes of the code, and no others", () => {
    const documented = [...read("docs/errors.md").matchAll(/^### `(ERR_\w+)`$/gm)].map(([, code]) => code);
    const inCode = [...sources.matchAll(/"(ERR_(?!PARSE_ARGS)\w+)"/g)].map(([, code]) => code);
    expect(documented.sort()).toEqual([...new Set(inCode)].sort());
  });

  it("has no code that is only declared", () => {
    const thrown = sources.replace(/export type LifelineErrorCode[^;]*;/, "");
    for (const [, code] of sources.matchAll(/\| "(ERR_\w+)"/g)) expect(thrown).toContain(`"${code}"`);
  });
});

describe("docs/protocol.md", () => {
  it("has the Python of the example", () => {
    const [, python] = /```python\n(.*?)```/s.exec(read("docs/protocol.md")) ?? [];
    expect(read("examples/python-child/child.py")).toContain(python);
  });
});

describe("docs/guarantees.md", () => {
  const faults = readdirSync(join(root, "test/faults")).map((name) => name.split("-")[0] ?? "");
  const named = tables(read("docs/guarantees.md"))
    .filter(({ head }) => head.at(-1) === "test")
    .flatMap(({ rows }) => rows.map((row) => (row.at(-1) ?? "").split(", ")));

  it("has a proof in each row, and each is a test that exists", () => {
    expect(named.length).toBeGreaterThan(30);
    for (const proofs of named) {
      // Others are named with their path, and looked for below.
      const [numbers, paths] = [
        proofs.filter((each) => /^\d/.test(each)),
        proofs.filter((each) => /^`test/.test(each)),
      ];
      expect(numbers.length + paths.length).toBe(proofs.length);
      for (const number of numbers) expect(faults, "test/faults").toContain(number);
    }
  });

  it("has each fault that is tested", () => {
    expect(named.flat()).toEqual(expect.arrayContaining([...new Set(faults)]));
  });

  it("has each mechanism that npm run mutation turns off, and the tests that miss it", () => {
    const [, matrix = ""] = /<!-- npm run mutation: begin -->(.*)<!-- npm run mutation: end -->/s.exec(
      read("docs/guarantees.md"),
    ) ?? [""];
    const shown = tables(matrix).flatMap(({ rows }) => rows.map(([name]) => name));
    const known = readdirSync(join(root, "mutation/mechanisms")).map(
      (file) => `\`${file.slice(0, -".mjs".length)}\``,
    );
    expect(shown.toSorted()).toEqual(known.toSorted());
  });

  function tables(markdown: string) {
    const cells = (line: string) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim());
    return markdown.split("\n\n").flatMap((block) => {
      const [head = "", rule, ...rows] = block.trim().split("\n");
      return rule?.startsWith("| ---") ? [{ head: cells(head), rows: rows.map(cells) }] : [];
    });
  }
});

describe.each(documents)("%s", (document) => {
  const text = read(document);
  // In code nothing is a link.
  const prose = text.replace(/^```.*?^```/gms, "");

  it("has only links that lead somewhere", () => {
    for (const [, target = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path, anchor] = target.split("#");
      const file = path ? join(dirname(document), path) : document;
      expect(existsSync(join(root, file)), `${target} in ${document}`).toBe(true);
      if (anchor) expect(anchors(read(file)), `${target} in ${document}`).toContain(anchor);
    }
  });

  function anchors(markdown: string): string[] {
    const titles = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase());
    return titles.map((title) => title.replace(/[^\w\s-]/g, "").replaceAll(" ", "-"));
  }

  it("names only commands and files that exist", () => {
    const { scripts } = JSON.parse(read("package.json"));
    for (const [, name = ""] of text.matchAll(/\bnpm run ([a-z:]+)\b/g)) expect(scripts).toHaveProperty(name);
    const files = text.matchAll(/\b(?:node|python3|sh|bun|run -A) ((?:examples|scripts)\/[\w./-]+)/g);
    for (const [, path = ""] of files) expect(existsSync(join(root, path)), path).toBe(true);
    for (const [, path = ""] of text.matchAll(/(?<![\w/.])(test\/[\w./-]*[\w-])/g)) {
      expect(testsIn(path).length > 0 || existsSync(join(root, path)), path).toBe(true);
    }
  });

  it("names only tests that exist", () => {
    for (const [, paths = "", name = ""] of text.matchAll(/npm test -- ([^`"]+) -t "([^"]+)"/g)) {
      const files = paths.split(" ").flatMap(testsIn);
      expect(
        files.some((file) => read(file).includes(name)),
        `${name} in ${paths}`,
      ).toBe(true);
    }
  });

  /** `test/faults/01` is what vitest takes for a filter. */
  function testsIn(path: string): string[] {
    return filesBelow("test", ".test.ts").filter((test) => test.startsWith(path));
  }
});
