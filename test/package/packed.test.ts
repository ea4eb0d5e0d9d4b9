import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Analysis, checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../support/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names = ["lifeline-parent", "lifeline-child"];
const run = promisify(execFile);

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: { path: string; size: number }[];
}

let packed: Packed[];
/** A project outside of the workspace that has installed the two tarballs. */
let project: string;

beforeAll(async () => {
  project = temporaryDirectory();
  const args = names.flatMap((name) => ["--workspace", name]);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project, ...args], {
    cwd: root,
  });
  packed = JSON.parse(stdout);
  write("package.json", JSON.stringify({ name: "consumer", version: "1.0.0", private: true }));
  // Nothing is fetched: the packages have no dependencies.
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...tarballs], { cwd: project });
});

function write(path: string, text: string): string {
  const full = join(project, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const installed = (name: string, path = "") => join(project, "node_modules", name, path);
const read = (path: string) => readFileSync(path, "utf8");

describe.each(names)("the package of %s", (name) => {
  const manifest = () => JSON.parse(read(installed(name, "package.json")));
  const filename = () => packed.find((each) => each.name === name)?.filename ?? "";
  const dist = () => readdirSync(installed(name, "dist"), { recursive: true }).map(String);

  it("holds dist, and what npm always adds", () => {
    const paths = packed.find((each) => each.name === name)?.files.map(({ path }) => path);
    expect(paths?.filter((path) => !path.startsWith("dist/")).toSorted()).toEqual([
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    for (const file of ["index.js", "compat.js", "index.cjs", "index.d.ts", "index.d.cts"]) {
      expect(paths).toContain(`dist/${file}`);
    }
  });

  it("has no dependencies and runs nothing when it is installed", () => {
    const { dependencies, peerDependencies, optionalDependencies, bundledDependencies, scripts } = manifest();
    const all = { dependencies, peerDependencies, optionalDependencies, bundledDependencies };
    expect(all).toEqual({});
    expect(Object.keys(scripts ?? {}).filter((script) => /install|prepare/.test(script))).toEqual([]);
    expect(readdirSync(join(project, "node_modules")).filter((entry) => !entry.startsWith("."))).toEqual(
      names.toSorted(),
    );
  });

  it("names no private package, nor the machine that built it", () => {
    for (const file of dist()) {
      const text = read(installed(name, `dist/${file}`));
      expect(text, file).not.toMatch(/@lifeline\//);
      expect(text, file).not.toContain(root);
    }
    expect(read(installed(name, "package.json"))).not.toContain("@lifeline/");
  });

  it("is exported as Node, bundlers and TypeScript expect it: publint and attw find nothing", async () => {
    const tarball = new Uint8Array(readFileSync(join(project, filename())));
    const { messages } = await publint({ pack: { tarball: tarball.slice().buffer }, strict: true });
    expect(messages).toEqual([]);
    const { types, problems } = (await checkPackage(createPackageFromTarballData(tarball))) as Analysis;
    expect(types).toEqual({ kind: "included" });
    expect(problems).toEqual([]);
  });

  it("imports nothing that is not in it: Node's own modules, by their full name, and its own files", () => {
    const missing: string[] = [];
    for (const file of dist().filter((path) => /\.(d\.ts|d\.cts|js|cjs)$/.test(path))) {
      const text = read(installed(name, `dist/${file}`));
      const specifiers = text.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"'\n]+)["']/g);
      for (const [, specifier = ""] of specifiers) {
        const isOwn = specifier.startsWith(".") && dist().includes(join(dirname(file), specifier));
        if (!specifier.startsWith("node:") && !isOwn && specifier !== name)
          missing.push(`${file}: ${specifier}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

const esm = `
  import { spawnWithLifeline, LifelineError } from "lifeline-parent";
  import { bindToParent } from "lifeline-child";
  const file = new URL(import.meta.url).pathname;`;
const cjs = `
  const { spawnWithLifeline, LifelineError } = require("lifeline-parent");
  const { bindToParent } = require("lifeline-child");
  const file = __filename;`;
const typedCjs = `
  import { spawnWithLifeline, LifelineError } from "lifeline-parent";
  import { bindToParent } from "lifeline-child";
  const file: string = __filename;`;

/** The file, its beginning, and what runs it. Without require(esm) Node is as one that does not know "module-sync". */
const consumers: [file: string, head: string, ...flags: string[]][] = [
  ["use.mjs", esm],
  ["use.mjs", esm, "--no-experimental-require-module"],
  ["use.cjs", cjs],
  ["typed.mts", esm],
  ["typed.cts", typedCjs],
];

const stopsItself = `
  if (process.argv[2] === "child") bindToParent({ onShutdown() { console.log("hook"); } }).ready(), setInterval(() => {}, 1000);
  else void (async () => {
    const child = spawnWithLifeline(process.execPath, [...process.execArgv, file, "child"], { stdio: ["ignore", "inherit", "inherit"] });
    await child.lifeline.ready();
    const { exitCode, forced } = await child.lifeline.stop();
    console.log(exitCode, forced, typeof LifelineError);
  })();`;

const typesOnly = `
  import { spawnWithLifeline, type StopReport, type LifelineErrorCode } from "lifeline-parent";
  import { bindToParent, type ShutdownEvent } from "lifeline-child";
  const child = spawnWithLifeline("x", [], { stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.resume();
  child.stdin satisfies null;
  export const report: Promise<StopReport> = child.lifeline.stop();
  bindToParent({ onShutdown: (event: ShutdownEvent) => { event.gracePeriod satisfies number; } });
  // @ts-expect-error: a closed union, and not any
  export const code: LifelineErrorCode = "ERR_OTHER";
  // @ts-expect-error: what spawn refuses
  spawnWithLifeline(3);`;

/** As a user's would be. `skipLibCheck: false` checks the published types themselves: a name they lack would be any. */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  module: "nodenext",
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
};

let compiled: Promise<string> | undefined;

/** What the compiler has to say of all of them at once, because it takes its time. */
async function compile(): Promise<string> {
  const files = ["types.mts", "types.cts", "typed.mts", "typed.cts"];
  for (const file of files.slice(0, 2)) write(file, typesOnly);
  for (const [file, head] of consumers) write(file, head + stopsItself);
  const path = write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const checked = run(process.execPath, [tsc, "-p", path], { cwd: project });
  return (await checked.catch((error) => error)).stdout;
}

describe("a project that has installed the two", () => {
  it("has the command line: lifeline", async () => {
    const bin = join(project, "node_modules/.bin/lifeline");
    const { version } = JSON.parse(read(installed("lifeline-parent", "package.json")));
    expect((await run(bin, ["--version"])).stdout).toBe(`${version}\n`);
    expect((await run(bin, ["run", "--", "echo", "works"])).stdout).toBe("works\n");
  });

  it("type-checks against them, as ESM and as CommonJS", async () => {
    compiled ??= compile();
    expect(await compiled).toBe("");
  });

  it.each(consumers)("runs them: %s", async (file, _head, ...flags) => {
    compiled ??= compile();
    expect(await compiled).toBe("");
    const path = join(project, file.replace(/ts$/, "js"));
    expect(await run(process.execPath, [...flags, path], { cwd: project })).toEqual({
      stdout: "hook\n0 false function\n",
      stderr: "",
    });
  });

  it("resolves to the build without node:module where Node has getBuiltinModule, else to the other", async () => {
    const show = `console.log(${names.map((name) => `import.meta.resolve("${name}")`).join(", ")})`;
    const resolved = async (...flags: string[]) => {
      const asked = [...flags, "--input-type=module", "--eval", show];
      const { stdout } = await run(process.execPath, asked, { cwd: project });
      return stdout
        .trim()
        .split(" ")
        .map((url) => url.split("/").at(-1));
    };
    expect(await resolved()).toEqual(["index.js", "index.js"]);
    expect(await resolved("--no-experimental-require-module")).toEqual(["compat.js", "compat.js"]);
    for (const name of names) {
      const [direct, compat] = ["index.js", "compat.js"].map((file) => read(installed(name, `dist/${file}`)));
      expect(direct).not.toContain('from "node:module"');
      expect(compat).toContain('from "node:module"');
    }
  });
});
