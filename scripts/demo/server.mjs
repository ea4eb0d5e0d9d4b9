// A child of the demo: an HTTP server.
import { createServer } from "node:http";
import { bindToParent } from "lifeline-child";
import { isBound, tell } from "./tell.mjs";

const server = createServer((_request, response) => response.end("hello"));

if (isBound) {
  bindToParent({
    async onShutdown({ reason, evidence }) {
      tell("hook", { reason, evidence });
      await new Promise((closed) => server.close(closed));
    },
  });
}

server.listen(0, "127.0.0.1", () => tell("up", { port: server.address().port }));
