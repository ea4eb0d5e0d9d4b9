import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** A file to which everybody of a round appends JSON lines: their pipes end with their parents, a file does not. */
export class Ledger {
  lines = [];
  #path;
  #offset = 0;
  #rest = "";
  #decoder = new StringDecoder("utf8");
  #buffer = Buffer.alloc(65_536);

  constructor(path) {
    this.#path = path;
    writeFileSync(path, "");
  }

  /** The lines that have come since the last time. */
  refresh() {
    const file = openSync(this.#path, "r");
    try {
      for (let size = 1; size > 0; this.#offset += size) {
        size = readSync(file, this.#buffer, 0, this.#buffer.length, this.#offset);
        this.#rest += this.#decoder.write(this.#buffer.subarray(0, size));
      }
    } finally {
      closeSync(file);
    }
    const texts = this.#rest.split("\n");
    this.#rest = texts.pop();
    const fresh = texts.filter(Boolean).map((text) => JSON.parse(text));
    this.lines.push(...fresh);
    return fresh;
  }

  has(type, unit) {
    return this.lines.some((line) => line.type === type && line.unit === unit);
  }
}
