import { attempt, builtin } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import { evidenceOfReparenting } from "./liveness.ts";
import type { Evidence } from "./shutdown-event.ts";
import type { Watch } from "./watch.ts";

interface CountedChannel {
  refCounted?(): void;
  unrefCounted?(): void;
}

/**
 * The IPC channel of `fork()` as a lifeline: its `disconnect` is the EOF.
 *
 * @param facts - to be added to
 */
export function watchIpc(facts: string[], dead: (evidence: Evidence) => void): Watch {
  const onDisconnect = () => dead("disconnect");
  const channel = () => process.channel as CountedChannel | null | undefined;
  process.on("disconnect", onDisconnect);
  // A listener for "disconnect" makes Node count the channel as in use, which would keep the process alive.
  // Bun cannot be told otherwise: its `unref()` would also let a program end that waits for messages.
  if (channel()?.unrefCounted) channel()?.unrefCounted?.();
  else if (channel())
    facts.push("Here a binding by IPC keeps the process alive until its parent disconnects.");
  if (!process.connected) setImmediate(onDisconnect);
  return {
    probe: isForkedDirectly() ? evidenceOfReparenting : undefined,
    close() {
      channel()?.refCounted?.();
      process.off("disconnect", onDisconnect);
    },
  };
}

/**
 * Whether the process that forked us is our direct parent. A Node parent never hands an inherited channel on
 * (it is close-on-exec there), so one that runs our own executable made it; of a shell that is not known.
 */
function isForkedDirectly(): boolean | undefined {
  const { readlinkSync } = builtin("node:fs");
  return attempt(() => readlinkSync(`/proc/${baselineParent}/exe`) === readlinkSync("/proc/self/exe"));
}
