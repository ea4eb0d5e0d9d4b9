import { evidenceOfReparenting } from "./liveness.ts";
import { isHeld, isStdinFree } from "./pipe-holders.ts";
import type { Evidence } from "./shutdown-event.ts";
import type { Watch } from "./watch.ts";

/**
 * An unmarked pipe on stdin. The parent's end and the end of stdin prove something only together: a shell that
 * has launched a pipeline may exit, and a pipe may end, without anybody being gone.
 *
 * The program's stdin stays the program's: it is not touched while the parent lives, unless the program itself
 * did so first, and it is read only when the parent is gone, nobody here reads it, and nobody can be seen to hold it.
 *
 * @param goodbye - the EOF that the program reads is enough by itself
 */
export function watchPipe(goodbye: boolean, dead: (evidence: Evidence) => void): Watch {
  const lastWorkTime = 250;
  let stdin: (NodeJS.ReadStream & { unref?(): void }) | undefined;
  let isUnheld = false;
  let lastWork: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  const onEnd = () => {
    const evidence = probe();
    if (evidence) dead(evidence);
  };

  const listen = () => {
    stdin ??= process.stdin.on("end", onEnd).on("close", onEnd);
    return stdin;
  };

  const lookForEnd = () => {
    const isStdinHeld = isHeld(0);
    // A moment later, for a program that reads fd 0 by other means and is busy with what it has read last.
    if (isStdinHeld === false) {
      lastWork ??= setTimeout(() => {
        isUnheld = true;
        onEnd();
      }, lastWorkTime).unref();
    }
    // A file request under way may be a read of fd 0, by other means than process.stdin.
    if (isStdinHeld === undefined && !process.getActiveResourcesInfo?.().includes("FSReqCallback"))
      listen().resume().unref?.();
  };

  const probe = (): Evidence | undefined => {
    const gone = evidenceOfReparenting();
    if ((gone || goodbye) && isStdinFree()) listen();
    const hasEnded = stdin?.readableEnded || stdin?.errored;
    // Also one that has paused: it is busy with what it has read.
    const isRead = stdin && stdin.listenerCount("data") + stdin.listenerCount("readable") > 0;
    if (gone && !hasEnded && !isRead) lookForEnd();
    // A program that has destroyed its stdin will never see the end.
    if (gone && (isUnheld || hasEnded || stdin?.destroyed)) return gone;
    return goodbye && hasEnded ? "stdin-end" : undefined;
  };

  // Who begins to read stdin later, as a server does that has to load something first, leaves a trace on it.
  const look = (pause: number) => {
    if (!isStdinFree()) looking = setTimeout(look, pause, Math.min(pause * 2, 1000)).unref();
    onEnd();
  };
  const first = goodbye ? setImmediate(look, 50) : undefined;
  return {
    probe,
    close() {
      clearTimeout(lastWork);
      clearImmediate(first);
      clearTimeout(looking);
      stdin?.off("end", onEnd).off("close", onEnd);
    },
  };
}
