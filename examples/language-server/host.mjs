// An editor, as far as a language server can tell: a JSON-RPC client that knows nothing of Lifeline.
// Run: node examples/language-server/host.mjs [direct|sh|npx] [--plain], and then kill -9 the host
import { spawn } from "node:child_process";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { commandFor, cwd } from "../ways.mjs";

const isFlag = (argument) => argument.startsWith("--");
const [way = "direct"] = process.argv.slice(2).filter((argument) => !isFlag(argument));
const flags = process.argv.slice(2).filter(isFlag);
const [command, ...args] = commandFor(way, "language-server", flags);

const server = spawn(command, args, { cwd, stdio: ["pipe", "pipe", "inherit"] });
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
connection.listen();
// With a pid here vscode-languageserver itself polls it each 3 s, and exits. A client whose pid the server cannot see has none.
const processId = null;
const { capabilities } = await connection.sendRequest("initialize", {
  processId,
  rootUri: null,
  capabilities: {},
});
await connection.sendNotification("initialized", {});
const position = { textDocument: { uri: "file:///example" }, position: { line: 7, character: 0 } };
const hover = await connection.sendRequest("textDocument/hover", position);

process.once("SIGTERM", () => {
  server.once("exit", (code) => {
    console.log(`host: closed the session, the server ended with ${code}`);
    process.exit();
  });
  server.stdin.end();
});

console.log(`host: pid ${process.pid}, hover ${capabilities.hoverProvider}: ${hover.contents}`);
