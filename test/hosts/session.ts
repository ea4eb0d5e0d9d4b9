import { expect } from "vitest";
import { output, root } from "../examples/example.js";
import {
  type Bystander,
  expectAliveFor,
  expectDead,
  identify,
  type ProcessIdentity,
  portIsFree,
  readProcess,
  type Started,
  start,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";

/** How a host starts its server, in the words of examples/ways.mjs. */
export const ways = ["direct", "sh", "npx"] as const;

export interface SessionOptions {
  /** A folder of examples/. */
  example: "mcp-server" | "language-server";
  way?: (typeof ways)[number];
  /** The negative control: the same server without bindToParent(). */
  plain?: boolean;
  flags?: readonly string[];
}

export interface Session {
  readonly host: Started;
  readonly server: ProcessIdentity;
  readonly port: number;
  /** What stands between host and server: a shell, or npx with its own. */
  readonly between: readonly ProcessIdentity[];
  readonly bystander: Bystander;
}

/** A host and its server, after their first requests and answers. */
export async function startSession({
  example,
  way = "direct",
  plain = false,
  flags = [],
}: SessionOptions): Promise<Session> {
  const bystander = startBystander({ command: "sleep", args: ["1000"] });
  const args = [`examples/${example}/host.mjs`, way, ...(plain ? ["--plain"] : []), ...flags];
  const host = start(process.execPath, args, { cwd: root, env: { ...offlineNpm(), PROBE_INTERVAL: "100" } });
  await output(host, /^host: pid \d+/m, { timeout: 20_000 });
  const [, pid, port, mode] = await stderrOf(host, /^server: pid (\d+), port (\d+), mode (\w+)$/m);
  expect(mode).toBe(plain ? "plain" : "pipe");
  const server = identify(Number(pid));
  return { host, server, port: Number(port), between: between(server.pid, host.pid), bystander };
}

/** The host is gone; what else is, the caller says. */
export async function killHost({ host, port }: Session): Promise<void> {
  expect(await portIsFree(port)).toBe(false);
  expect(host.kill("SIGKILL")).toBe(true);
  expect(await host.exit).toEqual({ code: null, signal: "SIGKILL" });
}

export async function expectGone({ server, port, between, bystander }: Session): Promise<void> {
  await expectDead([server, ...between]);
  expect(await portIsFree(port)).toBe(true);
  bystander.expectAlive();
}

export async function expectLeaked({ server, port }: Session): Promise<void> {
  await expectAliveFor(server, 300);
  expect(await portIsFree(port)).toBe(false);
}

/** The server's stdout belongs to the protocol; its stderr is that of its host, and outlives it. */
export function stderrOf(host: Pick<Started, "stderr">, pattern: RegExp): Promise<RegExpExecArray> {
  return until(`${pattern} on stderr`, () => pattern.exec(host.stderr)).catch((error: Error) => {
    throw new Error(`${error.message}; there was:\n${host.stderr}`);
  });
}

/** Everything that stands between this process and that ancestor. */
function between(pid: number, ancestor: number): ProcessIdentity[] {
  const parent = readProcess(pid)?.ppid ?? 0;
  return parent === ancestor || parent <= 1 ? [] : [identify(parent), ...between(parent, ancestor)];
}

/** npm and npx fetch nothing, and leave nothing behind. */
function offlineNpm(): NodeJS.ProcessEnv {
  return {
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
    npm_config_loglevel: "error",
    npm_config_cache: temporaryDirectory(),
  };
}
