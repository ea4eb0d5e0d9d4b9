/**
 * The program of the deadline thread.
 *
 * A few times a second it asks whether the parent is gone, in ways that take nothing from the event loop. When it is, it
 * says so to the event loop: one that is free answers, and sees to the rest itself. One that does not answer for a whole
 * grace period is blocked; then this ends everything that the process has started, and the process. The same when a
 * shutdown takes longer than it may.
 */
import { parentPort, workerData } from "node:worker_threads";
import { attempt, builtin } from "@lifeline/system";
import { evidenceOfDeath, isReparentedFrom } from "../liveness.ts";
import { endDescendants } from "./own-tree.ts";
import { createPipeCheck } from "./parent-pipe.ts";
import { NO_PIPE, type Order, type Vigil } from "./vigil.ts";

/** In ms: a death is noticed so much later than by an event loop that is free. */
const LOOK_EVERY = 250;
/** In ms: the event loop's own deadline is first. */
const MARGIN = 250;

/** One cell: 1 once a RELEASE has been read here, which the event loop then cannot read any more. */
const released = workerData as Int32Array;
let vigil: Vigil = { ...NO_PIPE, gracePeriod: 0, targets: [], directParent: undefined };
let isPipeAbandoned = createPipeCheck(vigil);
let suspectedAt = Number.POSITIVE_INFINITY;
let shutdownUntil = Number.POSITIVE_INFINITY;

parentPort?.on("message", (order: Order) => {
  if ("vigil" in order) {
    vigil = order.vigil;
    isPipeAbandoned = createPipeCheck(vigil);
  } else if ("shutdownIn" in order)
    shutdownUntil = Math.min(shutdownUntil, performance.now() + order.shutdownIn + MARGIN);
  else suspectedAt = Number.POSITIVE_INFINITY;
});

setInterval(() => {
  const now = performance.now();
  if (!isParentGone()) suspectedAt = Number.POSITIVE_INFINITY;
  else {
    suspectedAt = Math.min(suspectedAt, now);
    parentPort?.postMessage("suspected");
  }
  if (now >= Math.min(shutdownUntil, suspectedAt + vigil.gracePeriod + MARGIN)) end();
}, LOOK_EVERY);

function isParentGone(): boolean {
  const { targets, directParent } = vigil;
  if (targets.some((target) => evidenceOfDeath(target))) return true;
  if (directParent !== undefined && isReparentedFrom(directParent)) return true;
  return isPipeAbandoned();
}

function end(): void {
  // A RELEASE may lie unread in front of the end.
  if (shutdownUntil === Number.POSITIVE_INFINITY && vigil.content === "lines" && isReleased()) {
    Atomics.store(released, 0, 1);
    process.exit(); // of this thread
  }
  endDescendants();
  process.kill(process.pid, "SIGKILL");
}

/** Reads what is left; the runtime has made the descriptor non-blocking. */
function isReleased(): boolean {
  const buffer = Buffer.alloc(65_536);
  const read = () => attempt(() => builtin("node:fs").readSync(vigil.fd as number, buffer)) ?? 0;
  let rest = "";
  for (let length = read(); length > 0; length = read()) rest += buffer.toString("latin1", 0, length);
  return /^RELEASE( |$)/m.test(rest);
}
