import { writeSync } from "node:fs";
import type { Socket } from "node:net";
import { formatLine, LineReader, parseLine } from "@lifeline/protocol";

/** What one read may bring before other work gets its turn. */
const BYTES_PER_TURN = 64 * 1024;
const LINES_PER_SECOND = 100;
/** What is dropped when there is too much; the other verbs say something only once. */
const FREQUENT = ["STATUS", "BOUND"];

export interface ChildEvents {
  line(verb: string, text: string, fields: ReadonlyMap<string, string>): void;
  /** In words that complete "The child wrote …". From here on nothing of it is believed. */
  malformed(what: string): void;
}

/**
 * The parent's end of a lifeline. That it is open is what matters: it stays so until the parent is gone or lets go.
 * What the child sends is taken at a bounded rate; its errors are ordinary and stay here.
 */
export class WriteEnd {
  readonly #socket: Socket;
  readonly #events: ChildEvents;
  #reader: LineReader | undefined;
  #lines = 0;
  #secondBegan = 0;

  constructor(socket: Socket, events: ChildEvents, isOneWay: boolean) {
    this.#socket = socket;
    this.#events = events;
    // EPIPE and ECONNRESET mean that the child closed its end or is gone; its exit is what tells.
    socket.on("error", ignore);
    endInsteadOfReset(socket);
    socket.unref();
    if (!isOneWay) this.#read();
  }

  /** False: nobody is left to hear it. */
  send(verb: string, fields?: Record<string, string | number>): boolean {
    const line = formatLine(verb, fields);
    const outcome = this.#writeAtOnce(line);
    if (outcome !== "full") return outcome === "written";
    this.#socket.write(line, "latin1");
    return true;
  }

  /** A heartbeat is skipped while earlier bytes wait: a child that does not read must not fill our memory. */
  sendIfDrained(verb: string, fields: Record<string, number>): boolean {
    return this.#writeAtOnce(formatLine(verb, fields)) === "written";
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** No more to say, though what the child says is still heard. */
  end(): void {
    this.#socket.end();
  }

  /**
   * The child has exited: what it said last is already in the socket. For that moment the parent waits, as it would
   * for any other stdio, so that `close` can follow; but not for a grandchild that holds the lifeline for years.
   */
  drain(isOneWay: boolean): void {
    if (isOneWay) this.#socket.destroy();
    else if (!this.#socket.destroyed) {
      this.#socket.ref();
      setTimeout(() => this.#socket.unref(), 100).unref();
    }
  }

  /**
   * Past the socket where that is possible: its write() would destroy it on EPIPE, with what the child said last still
   * unread. The descriptor is non-blocking (libuv), and a line is written whole or not at all (unix(7), pipe(7)).
   */
  #writeAtOnce(line: string): "written" | "full" | "failed" {
    if (!this.isOpen) return "failed";
    if (this.#socket.writableLength > 0) return "full";
    const fd = (this.#socket as { _handle?: { fd?: number } })._handle?.fd ?? -1;
    if (fd < 0) {
      this.#socket.write(line, "latin1");
      return "written";
    }
    try {
      writeSync(fd, line, null, "latin1");
      return "written";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EAGAIN" ? "full" : "failed";
    }
  }

  #read(): void {
    this.#reader = new LineReader(
      (line) => this.#onLine(line),
      () => this.#distrust("a line of over 512 bytes"),
    );
    this.#socket.on("data", (chunk: Buffer) => {
      this.#reader?.push(chunk.toString("latin1"));
      const excess = this.#lines > LINES_PER_SECOND || this.#reader === undefined;
      if (chunk.length >= BYTES_PER_TURN || excess) this.#rest(excess);
    });
  }

  #onLine(line: string): void {
    const parsed = parseLine(line);
    if (parsed === undefined) this.#distrust("a line that is none of the protocol's");
    else if (this.#mayPass() || !FREQUENT.includes(parsed.verb)) {
      this.#events.line(parsed.verb, Buffer.from(parsed.text, "latin1").toString("utf8"), parsed.fields);
    }
  }

  #distrust(what: string): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.#events.malformed(what);
  }

  #mayPass(): boolean {
    const now = performance.now();
    if (now - this.#secondBegan >= 1000) {
      this.#secondBegan = now;
      this.#lines = 0;
    }
    return ++this.#lines <= LINES_PER_SECOND;
  }

  /** Back pressure: a flooding child waits in its own write, and costs us nothing. */
  #rest(isFlooding: boolean): void {
    this.#socket.pause();
    const resume = () => this.#socket.resume();
    if (!isFlooding) setImmediate(resume);
    else setTimeout(resume, Math.max(10, this.#secondBegan + 1000 - performance.now())).unref();
  }
}

/**
 * A child that ends with our HELLO unread resets the connection (unix(7)). For whoever reads this stream beside us, as
 * execa does, that is an end like any other.
 */
function endInsteadOfReset(socket: Socket): void {
  const { destroy } = socket;
  socket.destroy = (error) => {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== "ECONNRESET")
      return destroy.call(socket, error);
    socket.destroy = destroy;
    socket.once("end", () => socket.destroy());
    socket.push(null);
    return socket;
  };
}

function ignore(): void {}
