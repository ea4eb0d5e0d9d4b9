import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChildReports, ChildSpec } from "./child.js";
import { temporaryDirectory } from "./cleanup.js";
import { type Command, type Interpreter, nodeFixture } from "./fixtures.js";
import type { Stamp } from "./reports.js";

/** What test/fixtures/stdin-reader.mjs is told to do. */
export interface StdinReaderSpec {
  /** The options of bindToParent; false does not bind at all. */
  bind?: ChildSpec["bind"];
  reads?:
    | "stream"
    | "file-stream"
    | "slow stream"
    | "slow file-stream"
    | "readFileSync at once"
    /** When it gets SIGUSR2. */
    | "readFileSync, late"
    | "nothing";
}

export interface Content {
  bytes: number;
  sha256: string;
}

/** What it reports: "asked" when SIGUSR2 has come, "reading" with the first bytes, "read" at the end of stdin. */
export type StdinReaderReports = Pick<ChildReports, "up" | "hook"> & {
  asked: Stamp;
  reading: Stamp;
  read: Stamp & Content;
};

export function stdinReader(spec: StdinReaderSpec, runtime?: Interpreter): Command {
  return nodeFixture("stdin-reader.mjs", spec, runtime);
}

/** A file of messages as JSON-RPC has them, a line each, and what a reader of it must report. */
export function createPayload(least: number): { path: string; content: Content } {
  const path = join(temporaryDirectory(), "payload");
  let text = "";
  for (let id = 0; text.length < least; id++) {
    const params = { text: randomBytes(750).toString("base64") };
    text += `${JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params })}\n`;
  }
  writeFileSync(path, text);
  return { path, content: contentOf(Buffer.from(text)) };
}

export function contentOf(data: Buffer): Content {
  return { bytes: data.length, sha256: createHash("sha256").update(data).digest("hex") };
}
