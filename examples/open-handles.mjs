// What keeps many a server alive when its host is gone: a port, a timer, and an HTTP agent with its connection.
// For mcp-server/ and language-server/.
import { once } from "node:events";
import { Agent, createServer, get } from "node:http";

export async function openHandles() {
  const server = createServer((_request, response) => response.end("ok\n")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const agent = new Agent({ keepAlive: true });
  const visit = () => get({ port, agent }, (response) => response.resume()).on("error", () => {});
  await once(visit(), "response");
  const timer = setInterval(visit, 1000);
  return {
    port,
    async close() {
      clearInterval(timer);
      agent.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
