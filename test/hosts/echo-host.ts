import { root } from "../examples/example.js";
import { identify, nodeFixture, type ProcessIdentity, type Started, start } from "../support/index.js";
import { type SessionOptions, stderrOf } from "./session.js";

/** What test/fixtures/echo-host.mjs is told to do. */
export interface EchoSpec extends Pick<SessionOptions, "example" | "way" | "flags"> {
  env?: Record<string, string>;
  /** Sizes of the texts that are written in the tick of the spawn, in characters. */
  first?: readonly number[];
}

interface EchoMessages {
  asked: { sizes: number[] };
  echoed: { size: number };
  changed: { size: number };
  failed: { size: number; message: string };
}

export type EchoHost = Started<EchoMessages>;

export interface Echo {
  readonly host: EchoHost;
  readonly server: ProcessIdentity;
}

/** A watcher that people write by hand, in the same server instead of ours. */
export function handWritten(watcher: string): Partial<EchoSpec> {
  return {
    flags: ["--plain"],
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(watcher)}` },
  };
}

export const ours: Partial<EchoSpec> = { env: { PROBE_INTERVAL: "20" } };

/** Resolves when the server is up. */
export async function startEcho(spec: EchoSpec): Promise<Echo> {
  const { command, args } = nodeFixture("echo-host.mjs", spec);
  const host = start<EchoMessages>(command, args, { cwd: root });
  const [, pid] = await stderrOf(host, /^server: pid (\d+)/m);
  return { host, server: identify(Number(pid)) };
}

export function echoedBy(host: EchoHost): number[] {
  return host.of("echoed").map(({ size }) => size);
}
