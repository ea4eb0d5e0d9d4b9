// The child of spawn.mjs, fork.mjs, execa.mjs, cluster.mjs, dispose.mjs and abort.mjs: a server that closes when its parent is gone.
// By itself it runs too, without a parent: node examples/child.mjs
import { createServer } from "node:http";
import { bindToParent } from "lifeline-child";

const server = createServer((_request, response) => response.end("hello\n"));

const binding = bindToParent({
  async onShutdown({ reason, evidence }) {
    await new Promise((closed) => server.close(closed));
    console.log(`child: closed, because of ${reason} (${evidence})`);
  },
});

server.listen(0, "127.0.0.1", () => {
  console.log(`child: pid ${process.pid}, port ${server.address().port}, mode ${binding.mode}`);
  binding.ready();
});
