// Workers of node:cluster, each with a lifeline: also one that is busy ends with its primary, and each may clean up first.
// Run: node examples/cluster.mjs, and then kill -9 the parent
import cluster from "node:cluster";
import { createLifeline } from "lifeline-parent";

if (cluster.isPrimary) {
  const pending = createLifeline();
  const { stdio, env } = pending.spawnOptions({}, { for: "fork" });
  // What the next fork() takes besides its environment.
  cluster.setupPrimary({ stdio });
  const lifeline = pending.attach(cluster.fork(env).process);

  await lifeline.ready();
  console.log(`parent: pid ${process.pid}, the child is ready`);
} else {
  // Without this line Node exits a worker as soon as its primary is gone, in the middle of onShutdown.
  cluster.worker.exitedAfterDisconnect = true;
  // Closing a server sends the primary a message; that this can fail now must not be thrown.
  cluster.worker.on("error", () => {});
  await import("./child.mjs");
}
