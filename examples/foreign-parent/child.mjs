// A child of a parent that knows nothing of Lifeline: whoever holds its stdin is its parent.
// What arrives there counts as a heartbeat and is thrown away; EOF is the parent's death.
// Run: python3 examples/foreign-parent/parent.py, or sh examples/foreign-parent/parent.sh
// With /dev/null as stdin nobody holds it: it is a service, and keeps running. See ../service/
import { createServer } from "node:http";
import { bindToParent } from "lifeline-child";

const server = createServer((_request, response) => response.end("hello\n"));

const binding = bindToParent({
  channel: "stdin",
  async onShutdown({ reason, evidence }) {
    await new Promise((closed) => server.close(closed));
    console.log(`child: closed, because of ${reason} (${evidence})`);
  },
});
for (const fact of binding.launch.evidence) console.log(`child: ${fact}`);

server.listen(0, "127.0.0.1", () => {
  console.log(`child: pid ${process.pid}, port ${server.address().port}, mode ${binding.mode}`);
});
