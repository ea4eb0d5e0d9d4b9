import { chmodSync, closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { temporaryDirectory } from "./cleanup.js";
import { type Inbox, inbox, LineReader } from "./messages.js";

/** Every line a .mjs fixture writes has these; `clock` compares with clock() of the test. */
export interface Stamp {
  readonly pid: number;
  readonly at: number;
  readonly clock: number;
}

/** A file that whole trees append JSON lines to, because a pipe through the parent ends with the parent. */
export interface Report<Known> extends Inbox<Known> {
  readonly path: string;
  readonly env: { readonly LIFELINE_TEST_REPORT: string };
}

export function createReport<Known>(): Report<Known> {
  const path = join(temporaryDirectory(), "report.jsonl");
  // Children of other users write to it too; a mode given at creation would be cut by the umask.
  writeFileSync(path, "");
  chmodSync(path, 0o666);
  const reader = new LineReader();
  const refresh = tail(path, (text) => reader.feed(text));
  const box = inbox<Known>("the report", reader, refresh);
  return Object.assign(Object.create(box), { path, env: { LIFELINE_TEST_REPORT: path } });
}

function tail(path: string, feed: (text: string) => void): () => void {
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(65_536);
  let offset = 0;
  return () => {
    const file = openSync(path, "r");
    try {
      for (let size = 1; size > 0; offset += size) {
        size = readSync(file, buffer, 0, buffer.length, offset);
        feed(decoder.write(buffer.subarray(0, size)));
      }
    } finally {
      closeSync(file);
    }
  };
}
