import { createLineReader, fieldOf, type Marker, verbOf } from "@lifeline/protocol";
import { attempt } from "@lifeline/system";
import { openReadEnd, type ReadEnd } from "./read-end.ts";
import { runtime } from "./runtime.ts";
import type { Evidence } from "./shutdown-event.ts";
import type { Watch } from "./watch.ts";

export interface LifelineEvents {
  /** The token was right. */
  bound(hello: string): void;
  /** A line behind HELLO. */
  line(verb: string, line: string): void;
  /** In words that complete "The parent wrote …". */
  malformed(what: string): void;
  /** EOF or reset. `early`: before the first line, so that it is not yet certain whose descriptor this is. */
  ended(evidence: Evidence, early: boolean): void;
  /** This is not our lifeline, in words. */
  notOurs(why: string): void;
}

/** Who has the same lifeline, and reads it at the same moment, takes the six bytes that come after ours. */
const TORN = /^HELLO ken=/;

/**
 * The read end of a lifeline. With a marker it speaks the protocol and proves first, by the token, that the
 * descriptor is ours; without one it is a foreign parent's pipe, whose bytes are thrown away.
 */
export function watchLifeline(fd: number, marker: Marker | undefined, events: LifelineEvents): Watch {
  const retryAfter = 50;
  const mostWaiting = 64;
  const noHello = "its first line is no HELLO";
  let phase: "hello" | "bound" | "raw" | "over" = marker ? "hello" : "raw";
  let isLeaving = false;
  let head = "";
  let waiting: string[] = [];
  let retry: NodeJS.Timeout | undefined;
  let end: ReadEnd | undefined;

  const flush = () => {
    clearTimeout(retry);
    // Nothing can be written to stdin.
    while (fd && phase === "bound" && waiting[0]) {
      const failure = end?.write(waiting[0]);
      if (failure === "EAGAIN") {
        retry = setTimeout(flush, retryAfter).unref();
        return;
      }
      waiting = failure ? [] : waiting.slice(1);
    }
  };

  const abandon = (why: string) => {
    if (phase === "over") return;
    phase = "over";
    end?.abandon(head);
    // Bun reads as much as there is.
    const loss = runtime.bun && head ? " What was read of it is lost." : "";
    if (!isLeaving) events.notOurs(`fd ${fd} is not our lifeline: ${why}.${loss}`);
  };

  const onMalformed = (what: string) => (phase === "bound" ? events.malformed(what) : abandon(noHello));

  const onLine = (line: string) => {
    const verb = verbOf(line);
    if (phase === "over") return;
    if (!verb) onMalformed("an unknown kind of line");
    else if (phase === "bound") events.line(verb, line);
    else onHello(line.replace(TORN, "HELLO v=1 token="));
  };

  const onHello = (hello: string) => {
    if (fieldOf(hello, "v") !== "1") abandon(noHello);
    else if (fieldOf(hello, "token") !== marker?.token) abandon("its HELLO has another token");
    else {
      phase = "bound";
      // Before whatever the program has already said.
      waiting.unshift(`BOUND pid=${process.pid}\n`);
      flush();
      if (isLeaving) close();
      else events.bound(hello);
    }
  };

  const read = createLineReader(onLine, () => onMalformed("a line of over 512 bytes"));

  const onBytes = (bytes: string) => {
    if (phase === "hello") {
      head += bytes;
      if (!"HELLO ".startsWith(head.slice(0, 6))) abandon(noHello);
    }
    if (marker) read(bytes);
    return phase !== "over";
  };

  const onEnd = (how: "eof" | "reset") => {
    const before = phase;
    phase = "over";
    if (before !== "over" && !isLeaving) events.ended(how, before === "hello");
  };

  const onFailure = ({ message }: Error): undefined => abandon(message) as undefined;

  const close = () => {
    phase = "over";
    end?.close();
  };

  end = attempt(() => openReadEnd(fd, onBytes, onEnd, onFailure), onFailure);
  return {
    // Kept while the pipe is full or the binding not yet confirmed. What is said only once is never dropped.
    send(line) {
      if (waiting.length < mostWaiting || !line.startsWith("STATUS")) waiting.push(line);
      flush();
    },
    // Only behind HELLO is it certain that this is our lifeline; so what waits is said then. On stdin nothing can be said.
    close() {
      if (phase === "hello" && fd) isLeaving = true;
      else close();
    },
  };
}
