#!/usr/bin/env node
// An MCP server that ends with its host, however the host ends. Without bindToParent it would live on: the SDK does
// nothing when stdin ends, and the timer, the port and the agent keep the process alive. Run: see README.md
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { bindToParent } from "lifeline-child";
import { z } from "zod";
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

const server = new McpServer({ name: "example-mcp-server", version: "0.0.0" });
server.registerTool("echo", { inputSchema: { text: z.string() } }, ({ text }) => answer(text));
server.registerTool("visits", {}, () => answer(`http://127.0.0.1:${port}`));
await server.connect(new StdioServerTransport());
console.error(`server: pid ${process.pid}, port ${port}, mode ${mode}`);

function answer(text) {
  return { content: [{ type: "text", text }] };
}
