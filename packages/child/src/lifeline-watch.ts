import { createLineReader, fieldOf, type Marker, parseLine } from "@lifeline/protocol";
import { attempt } from "@lifeline/system";
import { openReadEnd, type ReadEnd } from "./read-end.ts";
import type { Evidence } from "./shutdown-event.ts";
import type { Watch } from "./watch.ts";

export interface LifelineEvents {
  /** The token was right. `text` is what else HELLO says. */
  bound(text: string): void;
  /** A line behind HELLO. */
  line(verb: string, text: string): void;
  /** In words that complete "The parent wrote …". */
  malformed(what: string): void;
  /** EOF or reset. `early`: before the first line, so that it is not yet certain whose descriptor this is. */
  ended(evidence: Evidence, early: boolean): void;
  /** This is not our lifeline, in words. */
  notOurs(why: string): void;
}

export interface LifelineWatch extends Watch {
  /** A line to the parent, kept while the pipe is full or the binding not yet confirmed. Never blocks. */
  send(line: string): void;
}

const HELLO = "HELLO ";
const RETRY_AFTER = 50;
const MOST_WAITING = 64;

/**
 * The read end of a lifeline. With a marker it speaks the protocol and proves first, by the token, that the
 * descriptor is ours; without one it is a foreign parent's pipe, whose bytes are thrown away.
 */
export function watchLifeline(fd: number, marker: Marker | undefined, events: LifelineEvents): LifelineWatch {
  let phase: "hello" | "bound" | "raw" | "over" = marker ? "hello" : "raw";
  let head = "";
  let waiting: string[] = [];
  let retry: NodeJS.Timeout | undefined;
  const read = createLineReader(onLine, () => onMalformed("a line of over 512 bytes"));
  let end: ReadEnd | undefined;
  end = attempt(() => openReadEnd(fd, { bytes: onBytes, end: onEnd, failed }), failed);
  return {
    send(line) {
      if (waiting.length < MOST_WAITING) waiting.push(line);
      flush();
    },
    close() {
      phase = "over";
      end?.close();
    },
  };

  function onBytes(bytes: string): boolean {
    if (phase === "hello") {
      head += bytes;
      if (!HELLO.startsWith(head.slice(0, HELLO.length))) abandon("it does not begin with HELLO.");
    }
    if (marker) read(bytes);
    return phase !== "over";
  }

  function onLine(line: string): void {
    const { verb, text = "" } = parseLine(line) ?? {};
    if (phase === "over") return;
    if (phase === "bound")
      verb ? events.line(verb, text) : onMalformed("a line that is none of the protocol's");
    else if (verb !== "HELLO" || fieldOf(text, "v") !== "1") abandon("its first line is no HELLO.");
    else if (fieldOf(text, "token") !== marker?.token) abandon("its HELLO has another token.");
    else {
      phase = "bound";
      // Before whatever the program has already said.
      waiting.unshift(`BOUND pid=${process.pid}\n`);
      flush();
      events.bound(text);
    }
  }

  function onMalformed(what: string): void {
    if (phase === "hello") abandon(`it begins with ${what}.`);
    else if (phase === "bound") events.malformed(what);
  }

  function onEnd(how: "eof" | "reset"): void {
    const before = phase;
    phase = "over";
    if (before !== "over") events.ended(how, before === "hello");
  }

  function failed({ message }: Error): undefined {
    abandon(`it cannot be read (${message}).`);
  }

  function abandon(why: string): void {
    if (phase === "over") return;
    phase = "over";
    end?.abandon(head);
    events.notOurs(`fd ${fd} is not our lifeline: ${why}`);
  }

  function flush(): void {
    clearTimeout(retry);
    while (phase === "bound" && waiting[0]) {
      const failure = end?.write(waiting[0]);
      if (failure === "EAGAIN") {
        retry = setTimeout(flush, RETRY_AFTER).unref();
        return;
      }
      waiting = failure ? [] : waiting.slice(1);
    }
  }
}
