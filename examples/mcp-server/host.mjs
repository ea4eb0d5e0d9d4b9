// An MCP host: the SDK's own client, which knows nothing of Lifeline. Its server ends with it all the same.
// Run: node examples/mcp-server/host.mjs [direct|sh|npx] [--plain], and then kill -9 the host
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { commandFor, cwd } from "../ways.mjs";

const plain = process.argv.filter((argument) => argument === "--plain");
const [way = "direct"] = process.argv.slice(2).filter((argument) => argument !== "--plain");
const [command, ...args] = commandFor(way, "mcp-server", plain);

const client = new Client({ name: "example-host", version: "0.0.0" });
// npx wants more of the environment than the few variables that the SDK hands on by default.
await client.connect(new StdioClientTransport({ command, args, cwd, env: process.env }));
const { tools } = await client.listTools();
const { content } = await client.callTool({ name: "echo", arguments: { text: "hello" } });

process.once("SIGTERM", async () => {
  await client.close();
  console.log("host: closed the session");
  process.exit();
});

console.log(
  `host: pid ${process.pid}, tools ${tools.map(({ name }) => name).join(", ")}: ${content[0].text}`,
);
