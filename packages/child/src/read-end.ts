import type { Socket } from "node:net";
import { builtin } from "@lifeline/system";

/** The child's end of a lifeline. */
export interface ReadEnd {
  /** Stops reading and leaves the descriptor open: it turned out to be somebody else's. */
  abandon(): void;
  /** Stops reading and closes the descriptor. */
  close(): void;
  /** Writes at once or not at all: never blocks, and a failure leaves the read side as it is. */
  write(bytes: string): "written" | "full" | "failed";
}

export interface ReadEndEvents {
  /** False: read no further. */
  readonly bytes: (bytes: string) => boolean;
  readonly end: (how: "eof" | "reset") => void;
  readonly failed: (error: Error) => void;
}

const runtime = process.versions as { bun?: string; deno?: string };

/**
 * Reads a descriptor without keeping the process alive. Each runtime needs its own way to open one.
 *
 * @throws what the runtime throws for a descriptor that it cannot read
 */
export function openReadEnd(fd: number, events: ReadEndEvents): ReadEnd {
  if (fd === 0 && !runtime.deno) return readStdin(events);
  const net = builtin("node:net");
  if (runtime.bun) return readSocket(fd, net.connect({ fd } as never), events);
  if (runtime.deno) return readSocket(fd, new net.Socket({ fd }), events);

  // Our own buffers, so that no more is read than `events.bytes` asks for: the first six bytes tell "HELLO ".
  let next = Buffer.alloc(6);
  const socket = new net.Socket({
    fd,
    // At EOF Node would first end the write side, and only then say so.
    allowHalfOpen: true,
    onread: {
      buffer: () => next,
      callback(length: number, buffer: Buffer) {
        if (next.length === 6) next = Buffer.allocUnsafe(4096);
        return events.bytes(buffer.toString("latin1", 0, length));
      },
    },
  } as never);
  // The bytes have all been delivered by now, so there is no need to wait for the stream's own way to its "end".
  socket.push = (chunk) => {
    if (chunk === null) {
      events.end("eof");
      socket.destroy();
    }
    return false;
  };
  return readSocket(fd, socket, events);
}

function readSocket(fd: number, socket: Socket, events: ReadEndEvents): ReadEnd {
  socket.on("data", (chunk: Buffer) => {
    if (!events.bytes(chunk.toString("latin1"))) socket.pause();
  });
  const stopObserving = observeEnd(socket, events);
  const stop = () => {
    stopObserving();
    socket.on("error", ignore);
  };
  socket.unref();
  return {
    abandon() {
      stop();
      socket.pause();
    },
    close() {
      stop();
      socket.destroy();
    },
    write: (bytes) => (runtime.deno ? writeStream(socket, bytes) : writeDescriptor(fd, bytes)),
  };
}

/** After so many bytes it is certain whose they are: a first line is no longer. */
const LONGEST_DOUBT = 512;

/** Through `process.stdin`, so that a program that touches it finds it usable; what was not for us goes back. */
function readStdin(events: ReadEndEvents): ReadEnd {
  const stdin = process.stdin as Socket;
  const taken: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    if (length <= LONGEST_DOUBT) taken.push(chunk);
    length += chunk.length;
    events.bytes(chunk.toString("latin1"));
  };
  stdin.on("data", take);
  const stopObserving = observeEnd(stdin, events);
  stdin.unref?.();
  const stop = () => {
    stopObserving();
    stdin.off("data", take);
    stdin.pause();
  };
  return {
    abandon() {
      stop();
      for (const chunk of taken.reverse()) stdin.unshift(chunk);
    },
    close: stop,
    write: () => "failed",
  };
}

function observeEnd(socket: Socket, events: ReadEndEvents): () => void {
  const onEnd = () => events.end("eof");
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET" || error.code === "EPIPE") events.end("reset");
    else events.failed(error);
  };
  socket.on("end", onEnd).on("error", onError);
  return () => {
    socket.off("end", onEnd).off("error", onError);
  };
}

function ignore(): void {}

// Past the socket on purpose: its write() would destroy it on EPIPE, with a RELEASE still unread.
function writeDescriptor(fd: number, bytes: string): "written" | "full" | "failed" {
  try {
    builtin("node:fs").writeSync(fd, bytes);
    return "written";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EAGAIN" ? "full" : "failed";
  }
}

function writeStream(socket: Socket, bytes: string): "written" | "full" | "failed" {
  if (!socket.writable) return "failed";
  if (socket.writableNeedDrain) return "full";
  socket.write(bytes);
  return "written";
}
