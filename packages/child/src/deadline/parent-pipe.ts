import { attempt } from "@lifeline/system";
import { isReparentedFrom } from "../liveness.ts";
import { isHeld, unreadIn } from "../pipe-holders.ts";
import { findWriters, isWriteEnd } from "../pipe-writers.ts";
import type { HeldPipe } from "./vigil.ts";

/** Whether the pipe or socket shows that the parent is gone. */
export function createPipeCheck({ fd, content, holder, hosts }: HeldPipe) {
  let writers = hosts;
  let unread = 0;

  /** Once those that held it have let go of it, whoever else does is looked for. */
  const hasWriter = (fd: number) => {
    if (!writers.some((link) => isWriteEnd(link, fd))) writers = findWriters(fd);
    return writers.length > 0;
  };

  /** What a read that blocks the event loop still takes out of it, it may read to the end. */
  const isBeingRead = (fd: number) => {
    const before = unread;
    unread = attempt(() => unreadIn(fd)) ?? 0;
    return unread === 0 || unread < before;
  };

  return (): boolean => {
    if (fd === undefined) return false;
    const isKept = hosts.length ? hasWriter(fd) : holder !== undefined && !isReparentedFrom(holder);
    if (isKept) return false;
    // In a dead host's pipe may lie what it has asked last.
    return isHeld(fd, content === "noise") === false || (hosts.length > 0 && !isBeingRead(fd));
  };
}
