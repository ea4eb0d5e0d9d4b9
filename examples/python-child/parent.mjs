// A Node parent with a child in Python that speaks the protocol itself.
// Run: node examples/python-child/parent.mjs, and then kill -9 it; with --stop or --release it does that after a while
import { spawnWithLifeline } from "lifeline-parent";

const child = spawnWithLifeline("python3", [`${import.meta.dirname}/child.py`], {
  stdio: ["ignore", "inherit", "inherit"],
});
child.lifeline.on("stopping", (reason) => console.log(`parent: the child is stopping: ${reason}`));
await child.lifeline.ready();
console.log(`parent: pid ${process.pid}, the child is ready`);

if (process.argv[2] === "--stop") {
  const { exitCode, forced } = await child.lifeline.stop();
  console.log(`parent: the child ended with ${exitCode}, ${forced ? "by SIGKILL" : "by itself"}`);
} else if (process.argv[2] === "--release") {
  child.lifeline.release();
  child.unref();
}
