import type { Socket } from "node:net";
import { attempt, builtin } from "@lifeline/system";
import { isBrokenPipe } from "./descriptor.ts";
import { runtime } from "./runtime.ts";

/** The child's end of a lifeline. */
export interface ReadEnd {
  /** Writes at once or not at all, without blocking; what fails leaves the read side as it is. Returns the error's code. */
  write(line: string): string | undefined;
  /** Stops reading and closes the descriptor. */
  close(): void;
  /** Stops reading and leaves the descriptor open: it turned out to be somebody else's, and so are these bytes. */
  abandon(bytes: string): void;
}

/** False: read no further. */
type OnBytes = (bytes: string) => boolean;
type OnEnd = (how: "eof" | "reset") => void;

/**
 * Reads a descriptor without keeping the process alive.
 *
 * @throws what the runtime throws for a descriptor that it cannot read
 */
export function openReadEnd(
  fd: number,
  onBytes: OnBytes,
  onEnd: OnEnd,
  onFailure: (error: Error) => void,
): ReadEnd {
  // Through `process.stdin`, so that a program that touches it finds it usable.
  const isStdin = fd === 0 && !runtime.deno;
  const socket = isStdin ? (process.stdin as Socket) : openSocket(fd, onBytes, onEnd);
  const onData = (chunk: Buffer) => onBytes(chunk.toString("latin1")) || socket.pause();
  const stop = () => socket.off("data", onData).pause();
  socket
    .on("data", onData)
    .on("end", () => onEnd("eof"))
    .on("error", (error) => (isBrokenPipe(error) ? onEnd("reset") : onFailure(error)));
  socket.unref?.();
  return {
    write: (line) => (runtime.deno ? writeStream(socket, line) : writeDescriptor(fd, line)),
    close: () => (isStdin ? stop() : socket.destroy()),
    abandon: (bytes) => stop() && isStdin && socket.unshift(bytes, "latin1"),
  };
}

/** Each runtime needs its own way to open a descriptor. */
function openSocket(fd: number, onBytes: OnBytes, onEnd: OnEnd): Socket {
  const { connect, Socket } = builtin("node:net");
  if (runtime.bun) return connect({ fd } as never);

  // Our own buffers, so that no more is read than is asked for: the first six bytes tell "HELLO ".
  let next = Buffer.alloc(6);
  const socket = new Socket({
    fd,
    // At EOF Node would first end the write side, and only then say so.
    allowHalfOpen: true,
    onread: {
      buffer: () => next,
      callback(length: number, buffer: Buffer) {
        next = Buffer.alloc(4096);
        return onBytes(buffer.toString("latin1", 0, length));
      },
    },
  } as never);
  // The bytes have all been delivered by now, so there is no need to wait for the stream's own way to its "end".
  socket.push = (chunk) => {
    if (chunk === null) {
      onEnd("eof");
      socket.destroy();
    }
    return false;
  };
  return runtime.deno ? keepReading(socket) : socket;
}

/** There is no writing past the socket in Deno, and a write that fails must not close the read side. */
function keepReading(socket: Socket): Socket {
  const { destroy } = socket;
  const isOfWriting = (error?: Error) => error && !error.message.startsWith("read");
  socket.destroy = (error) => (isOfWriting(error) ? socket : destroy.call(socket, error));
  return socket;
}

// Past the socket on purpose: its write() would destroy it on EPIPE, with a RELEASE still unread.
const writeDescriptor = (fd: number, line: string): string | undefined =>
  attempt(
    () => void builtin("node:fs").writeSync(fd, line),
    ({ code }) => code,
  );

const writeStream = (socket: Socket, line: string): string | undefined =>
  socket.writableNeedDrain ? "EAGAIN" : void socket.write(line);
