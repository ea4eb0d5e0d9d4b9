#!/usr/bin/env node
// A language server that ends with its client, however the client ends, and closes what it holds first. Run: README.md
import { bindToParent } from "lifeline-child";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { openHandles } from "../open-handles.mjs";

const opening = openHandles();
let mode = "plain";
if (!process.argv.includes("--plain")) {
  ({ mode } = bindToParent({
    onStdinEnd: "shutdown",
    probeInterval: Number(process.env.PROBE_INTERVAL ?? 500),
    async onShutdown({ reason, evidence }) {
      await (await opening).close();
      // stdout belongs to the protocol.
      console.error(`server: closed, because of ${reason} (${evidence})`);
    },
  }));
}
const { port } = await opening;

// Of bare streams, as `--stdio` makes them, the SDK exits with 1 as soon as stdin ends: there is no time to close anything.
const connection = process.argv.includes("--stdio")
  ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
  : createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    );
connection.onInitialize(() => ({ capabilities: { hoverProvider: true } }));
connection.onHover(({ position }) => ({ contents: `line ${position.line}` }));
connection.onRequest("example/echo", ({ text }) => ({ text }));
connection.listen();
console.error(`server: pid ${process.pid}, port ${port}, mode ${mode}`);
