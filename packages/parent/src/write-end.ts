import type { Socket } from "node:net";
import { createLineReader, formatLine, verbOf } from "@lifeline/protocol";
import { writeAtOnce } from "./write-at-once.ts";

/** What one read may bring before other work gets its turn. */
const BYTES_PER_TURN = 64 * 1024;
const LINES_PER_SECOND = 100;
const STATUSES_PER_SECOND = 100;
/** In ms: how long a child waits that has said more than that, and one that is not listened to any more. */
const REST = 250;
const REST_DISTRUSTED = 10;
/**
 * After the child's exit: how long what it said last is waited for, in ms; and how often it is read at least, because a
 * machine, or a listener, that holds us up takes time and reads nothing.
 */
const LAST_WORDS = 100;
const LAST_READS = 8;

export interface ChildEvents {
  line(verb: string, line: string): void;
  /** In words that complete "The child …". From here on nothing of it is believed. */
  malformed(what: string): void;
  /** No process holds the child's end any more. */
  ended(): void;
}

/**
 * The parent's end of a lifeline. That it is open is what matters: it stays so until the parent is gone or lets go.
 * What the child sends is taken at a bounded rate; its errors are ordinary and stay here.
 */
export class WriteEnd {
  readonly #socket: Socket;
  readonly #events: ChildEvents;
  #reader: ((bytes: string) => void) | undefined;
  #lines = 0;
  #statuses = 0;
  #secondBegan = 0;
  #turnsWithout = 0;
  #hasExited = false;

  constructor(socket: Socket, events: ChildEvents, isOneWay: boolean) {
    this.#socket = socket;
    this.#events = events;
    // EPIPE and ECONNRESET mean that the child closed its end or is gone; its exit is what tells.
    socket.on("error", ignore);
    endInsteadOfReset(socket);
    // In Bun a child's stdin is no socket, and keeps nobody alive.
    socket.unref?.();
    if (!isOneWay) this.#read();
  }

  /** False: nobody is left to hear it. */
  send(verb: string, fields?: Record<string, string | number>): boolean {
    const line = formatLine(verb, fields);
    const outcome = writeAtOnce(this.#socket, line);
    if (outcome !== "full") return outcome === "written";
    this.#socket.write(line, "latin1");
    return true;
  }

  /** A heartbeat is skipped while earlier bytes wait: a child that does not read must not fill our memory. */
  sendIfDrained(verb: string, fields: Record<string, number>): boolean {
    return writeAtOnce(this.#socket, formatLine(verb, fields)) === "written";
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** No more to say, though what the child says is still heard. */
  end(): void {
    this.#socket.end();
  }

  /**
   * The child has exited: what it said last is already in the socket, and `done` is called when that has been heard. For
   * that moment the parent waits, as it would for any other stdio, so that `close` can follow; but not for a grandchild
   * that holds the lifeline for years.
   */
  drain(isOneWay: boolean, done: () => void): void {
    const socket = this.#socket;
    const until = performance.now() + LAST_WORDS;
    let reads = 0;
    this.#hasExited = true;
    if (isOneWay || socket.destroyed) {
      socket.destroy();
      setImmediate(done);
      return;
    }
    socket.ref().resume();
    // Between two turns the socket is polled: when two of them have brought nothing, nothing was left.
    const look = () => {
      const isLate = reads++ >= LAST_READS && performance.now() >= until;
      if (this.#turnsWithout++ < 2 && !isLate) {
        setImmediate(look);
        return;
      }
      setTimeout(() => socket.unref(), LAST_WORDS).unref();
      done();
    };
    setImmediate(look);
  }

  #read(): void {
    this.#reader = createLineReader(
      (line) => this.#onLine(line),
      () => this.#distrust("wrote a line of over 512 bytes on the lifeline"),
    );
    this.#socket.once("end", () => this.#events.ended());
    this.#socket.on("data", (chunk: Buffer) => {
      this.#turnsWithout = 0;
      this.#reader?.(chunk.toString("latin1"));
      const excess = this.#lines > LINES_PER_SECOND || this.#reader === undefined;
      if (chunk.length >= BYTES_PER_TURN || excess) this.#rest(excess);
    });
  }

  #onLine(line: string): void {
    const verb = verbOf(line);
    if (this.#reader === undefined) return;
    if (verb === undefined) this.#distrust("wrote a line that is none of the protocol's on the lifeline");
    else if (this.#mayPass(verb)) {
      this.#events.line(verb, Buffer.from(line, "latin1").toString("utf8"));
    }
  }

  #distrust(what: string): void {
    if (this.#reader === undefined) return;
    this.#reader = undefined;
    this.#events.malformed(what);
  }

  /** What is dropped when there is too much: statuses, and who says BOUND again and again. The rest is said only once. */
  #mayPass(verb: string): boolean {
    const now = performance.now();
    if (now - this.#secondBegan >= 1000) {
      this.#secondBegan = now;
      this.#lines = 0;
      this.#statuses = 0;
    }
    this.#lines++;
    if (verb === "STATUS") return ++this.#statuses <= STATUSES_PER_SECOND;
    return verb !== "BOUND" || this.#lines <= LINES_PER_SECOND;
  }

  /** Back pressure: a flooding child waits in its own write, and costs us nothing. */
  #rest(isFlooding: boolean): void {
    if (this.#hasExited) return;
    this.#socket.pause();
    const resume = () => this.#socket.resume();
    if (isFlooding) setTimeout(resume, this.#reader ? REST : REST_DISTRUSTED).unref();
    else setImmediate(resume);
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
