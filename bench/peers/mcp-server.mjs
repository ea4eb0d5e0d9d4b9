import { spawn } from "node:child_process";
import { argvOf } from "../support/job.mjs";

export const title = "MCP server with one timer";
export const source = "@modelcontextprotocol/sdk";
export const onlyNode = true;

export function start(job) {
  const [command, ...args] = argvOf(job);
  return { child: spawn(command, args, { stdio: [job.stdin ?? "pipe", "pipe", "inherit"], uid: job.uid }) };
}

export async function bind(hook) {
  const { McpServer } = await import("@modelcontextprotocol/sdk/server/mcp.js");
  const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
  const server = new McpServer({ name: "bench", version: "0.0.0" });
  server.server.onclose = hook;
  await server.connect(new StdioServerTransport());
}
