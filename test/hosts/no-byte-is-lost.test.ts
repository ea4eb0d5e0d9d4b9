import { describe, expect, it } from "vitest";
import { type EchoSpec, echoedBy, handWritten, ours, startEcho } from "./echo-host.js";

/** Sizes, in characters. All of these together fit into a socket, so that they are there before the server binds. */
const small = [0, 1, 2, 10, 100, 1_000];
/** A host that is in the middle of this when the server binds. */
const large = [2_000_000];
const later = [0, 1, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537, 300_000, 1_000_000, 3_000_000];
/** Answers come in the order of the questions. */
const last = 7;

async function talk(example: EchoSpec["example"], first: number[], server: Partial<EchoSpec>) {
  const { host } = await startEcho({ example, first, ...server });
  host.send([...later, last]);
  await host.message(({ type, size }) => type === "echoed" && size === last, { timeout: 20_000 });
  expect(host.of("changed")).toEqual([]);
  return echoedBy(host);
}

describe.each(["mcp-server", "language-server"] as const)("the protocol of examples/%s", (example) => {
  it("loses what was first on the wire to a watcher that reads stdin to see its end", async () => {
    const server = handWritten("process.stdin.resume()");
    expect(await talk(example, small, server)).toEqual([...later, last]);
  });

  it.each([
    ["before it has bound", small],
    ["while it binds", large],
  ])("loses nothing to us, %s and after", async (_, first) => {
    expect(await talk(example, first, ours)).toEqual([...first, ...later, last]);
  });
});
