import {
  type Fields,
  formatLine,
  LifelineError,
  LineReader,
  type Marker,
  type ParsedLine,
  parseLine,
  toOneLine,
} from "@lifeline/protocol";
import { baselineParent } from "./baseline.ts";
import { evidenceOfReparenting } from "./liveness.ts";
import { createOutbox, nowhere } from "./outbox.ts";
import { openReadEnd } from "./read-end.ts";
import type { Evidence } from "./shutdown-event.ts";
import type { Watch } from "./watch.ts";

export interface LifelineEvents {
  /** The token was right. `direct`: nobody stands between us and the parent. Undefined: the parent did not say. */
  bound(hello: { direct: boolean; beat: number | undefined; grace: number | undefined }): void;
  beat(): void;
  stopRequested(grace: number | undefined): void;
  released(): void;
  protocolError(error: LifelineError): void;
  /** EOF or reset. `early`: before the first line, so that it is not yet certain whose descriptor this is. */
  ended(evidence: Evidence, early: boolean): void;
  /** This is not our lifeline, in words. */
  notOurs(why: string): void;
}

export interface LifelineWatch extends Watch {
  send(verb: string, fields?: Fields): void;
  sendStatus(text: string): void;
}

const HELLO = "HELLO ";

/**
 * The read end of a lifeline. With a marker it speaks the protocol and proves first, by the token, that the
 * descriptor is ours; without one it is a foreign parent's pipe, whose bytes are thrown away.
 *
 * @throws what the runtime throws for a descriptor that it cannot read
 */
export function watchLifeline(fd: number, marker: Marker | undefined, events: LifelineEvents): LifelineWatch {
  let phase: "hello" | "bound" | "raw" | "released" | "over" = marker === undefined ? "raw" : "hello";
  let head = "";
  let isDirect = false;
  const outbox = createOutbox();
  // One way: a foreign parent does not listen, and nothing can be written to stdin.
  if (marker === undefined || fd === 0) outbox.open(nowhere);
  const reader = new LineReader(onLine, () => onMalformed("a line of over 512 bytes"));
  const end = openReadEnd(fd, {
    bytes: onBytes,
    end: onEnd,
    failed: (error) => abandon(`it cannot be read (${error.message}).`),
  });
  return {
    send: (verb, fields) => outbox.send(formatLine(verb, fields)),
    sendStatus: (text) => outbox.send(`STATUS ${cutToBytes(toOneLine(text), 500)}\n`, true),
    probe: () => (isDirect ? evidenceOfReparenting() : undefined),
    close() {
      finish();
      end.close();
    },
  };

  function onBytes(bytes: string): boolean {
    if (phase === "hello" && head.length < HELLO.length) {
      head = (head + bytes).slice(0, HELLO.length);
      if (!HELLO.startsWith(head)) abandon("it does not begin with HELLO.");
    }
    if (phase !== "raw") reader.push(bytes);
    return phase !== "over";
  }

  function onLine(text: string): void {
    const line = parseLine(text);
    const grace = milliseconds(line, "grace");
    if (phase === "hello") onHello(line, grace);
    else if (line === undefined) onMalformed("a line that is none of the protocol's");
    else if (line.verb === "BEAT") events.beat();
    else if (line.verb === "STOP") events.stopRequested(grace);
    else if (line.verb === "RELEASE" && phase === "bound") {
      phase = "released";
      isDirect = false;
      events.released();
    }
  }

  function onHello(line: ParsedLine | undefined, grace: number | undefined): void {
    if (line?.verb !== "HELLO" || line.fields.get("v") !== "1") abandon("its first line is no HELLO.");
    else if (line.fields.get("token") !== marker?.token) abandon("its HELLO has another token.");
    else {
      phase = "bound";
      isDirect = line.fields.get("child") === String(process.pid) && marker?.parent === baselineParent;
      // Before whatever the program has already said.
      if (fd !== 0) outbox.open(end.write, formatLine("BOUND", { pid: process.pid }));
      events.bound({ direct: isDirect, beat: milliseconds(line, "beat"), grace });
    }
  }

  function onMalformed(what: string): void {
    if (phase === "hello") abandon(`it begins with ${what}.`);
    else {
      const message = `The parent wrote ${what} on the lifeline; it was ignored`;
      events.protocolError(new LifelineError("ERR_LIFELINE_PROTOCOL", message));
    }
  }

  function onEnd(how: "eof" | "reset"): void {
    const before = phase;
    if (before === "over") return;
    phase = "over";
    if (before !== "released") events.ended(how, before === "hello");
    finish();
  }

  function abandon(why: string): void {
    if (phase === "over") return;
    finish();
    end.abandon();
    events.notOurs(`fd ${fd} is not our lifeline: ${why}`);
  }

  function finish(): void {
    phase = "over";
    isDirect = false;
    reader.stop();
    outbox.open(nowhere);
  }
}

function milliseconds(line: ParsedLine | undefined, key: string): number | undefined {
  const text = line?.fields.get(key) ?? "";
  return /^\d{1,10}$/.test(text) ? Math.min(Number(text), 2 ** 31 - 1) : undefined;
}

/** Cut where a character begins, so that the receiver gets whole ones. */
function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(most, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}
