import { randomInt } from "node:crypto";
import { cpSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  fixture,
  identify,
  type ProcessIdentity,
  portIsFree,
  type Started,
  start,
  temporaryDirectory,
} from "../support/index.js";
import { output, root } from "./example.js";

export interface RunnerOptions {
  plain: boolean;
  /** Instead of the example's own app, watch, build and run one that is up sooner. */
  fast?: boolean;
}

export interface Runner {
  readonly started: Started;
  readonly port: number;
  /** The path of what it watches. */
  readonly source: string;
  /** What every process below it carries. */
  readonly mark: string;
  /** Writes this version of the source. */
  save(version: number): void;
  /** Supervisor, debug server and app, as soon as this version of the app holds the port. */
  chain(version: number): Promise<Chain>;
}

export type Chain = [supervisor: ProcessIdentity, debugServer: ProcessIdentity, app: ProcessIdentity];

/** The example in a folder of its own: it watches its source, and the test writes that. */
export async function startRunner({ plain, fast = false }: RunnerOptions): Promise<Runner> {
  const folder = temporaryDirectory();
  cpSync(join(root, "examples/hot-reload"), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const source = join(folder, fast ? "app.pl" : "app.mjs");
  const text = readFileSync(fast ? fixture("port-holder.pl") : source, "utf8");
  const save = (version: number) => {
    // As editors do it, so that nobody reads half a file.
    writeFileSync(`${source}.new`, text.replace('version = "1"', `version = "${version}"`));
    renameSync(`${source}.new`, source);
  };
  save(1);
  const port = await unusedPort();
  const args = [...(fast ? ofFastApp(source) : []), ...(plain ? ["--plain"] : [])];
  const command = fast ? ["--", "sh", "supervisor.sh", "perl", "dist/app.pl"] : [];
  const started = start("node", ["runner.mjs", ...args, ...command], {
    cwd: folder,
    env: { PORT: `${port}`, HOT_RELOAD: folder },
  });
  return {
    started,
    port,
    source,
    mark: `HOT_RELOAD=${folder}`,
    save,
    chain: (version) => findChain(started, version),
  };
}

function ofFastApp(source: string): string[] {
  return ["--watch", source, "--build", `sh build.sh '${source}' dist/app.pl`];
}

/** Below the range from which the kernel takes the ports of others. */
async function unusedPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await portIsFree(port)) return port;
  }
}

async function findChain(started: Started, version: number): Promise<Chain> {
  const isUp = new RegExp(`^app: pid (\\d+), port \\d+, version ${version}, built`, "m");
  // stop() and the guard look at every process of the machine, and others may run thousands.
  const [, app] = await output(started, isUp, { timeout: 40_000 });
  const last = (name: string) =>
    [...started.output.matchAll(new RegExp(`^${name}: pid (\\d+)$`, "gm"))].at(-1);
  const pids = [last("supervisor")?.[1], last("debug server")?.[1], app].map(Number);
  return pids.map(identify) as Chain;
}
