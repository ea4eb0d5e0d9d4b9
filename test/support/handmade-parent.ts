import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { ChildReports, ChildSpec } from "./child.js";
import { childFixture } from "./child.js";
import type { Command } from "./fixtures.js";
import { identify } from "./processes.js";
import { createReport, type Report } from "./reports.js";
import { type Started, start } from "./start.js";

export interface HandmadeOptions {
  /** Default: test/fixtures/child.mjs with this specification. */
  child?: ChildSpec;
  program?: Command;
  /** Entries of LIFELINE instead of the true ones; `start: "-"` takes the proof of our identity away. */
  marker?: Partial<Record<"v" | "fd" | "token" | "parent" | "start" | "boot", string>>;
  env?: NodeJS.ProcessEnv;
}

/** A parent that is not ours: plain `spawn` with one more pipe, LIFELINE set by hand, and its own words. */
export interface Handmade {
  readonly child: Started;
  readonly report: Report<ChildReports>;
  /** The parent's end of the lifeline; `destroy()` is the parent's death as the child sees it. */
  readonly socket: Socket;
  readonly token: string;
  /** What a proper parent says first, with its LF; an entry that is undefined is left out. */
  hello(entries?: Partial<Record<string, string | number>>): string;
  /** All that the child has said on the lifeline. */
  readonly heard: string;
}

export const TOKEN = "0123456789abcdef0123456789abcdef";

export function startHandmade({ child: spec, program, marker, env }: HandmadeOptions = {}): Handmade {
  const report = createReport<ChildReports>();
  const { command, args } = program ?? childFixture(spec);
  const own = { v: "1", fd: "3", token: TOKEN, parent: `${process.pid}`, start: identify(process.pid).start };
  const entries = Object.entries({ ...own, boot: bootId(), ...marker });
  const child = start(command, args, {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...report.env, LIFELINE: entries.map(([key, value]) => `${key}=${value}`).join(";"), ...env },
  });
  const socket = child.process.stdio[3] as Socket;
  let heard = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  // The child may be gone before our last word.
  socket.on("error", () => {});
  return {
    child,
    report,
    socket,
    token: TOKEN,
    get heard() {
      return heard;
    },
    hello(given = {}) {
      const words = { v: 1, token: TOKEN, child: child.pid, beat: 0, grace: 5_000, ...given };
      const said = Object.entries(words).filter(([, value]) => value !== undefined);
      return `HELLO ${said.map(([key, value]) => `${key}=${value}`).join(" ")}\n`;
    },
  };
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}
