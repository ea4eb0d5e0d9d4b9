import type { Socket } from "node:net";
import { attempt, builtin } from "@lifeline/system";
import { isBrokenPipe } from "./descriptor.ts";

/** The child's end of a lifeline. */
export interface ReadEnd {
  /** Writes at once or not at all, without blocking; what fails leaves the read side as it is. Returns the error's code. */
  write(line: string): string | undefined;
  /** Stops reading and closes the descriptor. */
  close(): void;
  /** Stops reading and leaves the descriptor open: it turned out to be somebody else's, and so are these bytes. */
  abandon(bytes: string): void;
}

export interface ReadEndEvents {
  /** False: read no further. */
  readonly bytes: (bytes: string) => boolean;
  readonly end: (how: "eof" | "reset") => void;
  readonly failed: (error: Error) => void;
}

const runtime = process.versions as { bun?: string; deno?: string };

/**
 * Reads a descriptor without keeping the process alive.
 *
 * @throws what the runtime throws for a descriptor that it cannot read
 */
export function openReadEnd(fd: number, { bytes, end, failed }: ReadEndEvents): ReadEnd {
  // Through `process.stdin`, so that a program that touches it finds it usable.
  const isStdin = fd === 0 && !runtime.deno;
  const socket = isStdin ? (process.stdin as Socket) : openSocket(fd, bytes, end);
  const onData = (chunk: Buffer) => bytes(chunk.toString("latin1")) || socket.pause();
  socket
    .on("data", onData)
    .on("end", () => end("eof"))
    .on("error", (error) => (isBrokenPipe(error) ? end("reset") : failed(error)));
  socket.unref?.();
  const stop = () => socket.off("data", onData).pause();
  return {
    write: (line) =>
      isStdin ? "EBADF" : runtime.deno ? writeStream(socket, line) : writeDescriptor(fd, line),
    close: () => (isStdin ? stop() : socket.destroy()),
    abandon: (bytes) => stop() && isStdin && socket.unshift(bytes, "latin1"),
  };
}

/** Each runtime needs its own way to open a descriptor. */
function openSocket(fd: number, bytes: ReadEndEvents["bytes"], end: ReadEndEvents["end"]): Socket {
  const net = builtin("node:net");
  if (runtime.bun) return net.connect({ fd } as never);
  if (runtime.deno) return new net.Socket({ fd });

  // Our own buffers, so that no more is read than is asked for: the first six bytes tell "HELLO ".
  let next = Buffer.alloc(6);
  const socket = new net.Socket({
    fd,
    // At EOF Node would first end the write side, and only then say so.
    allowHalfOpen: true,
    onread: {
      buffer: () => next,
      callback(length: number, buffer: Buffer) {
        if (next.length === 6) next = Buffer.allocUnsafe(4096);
        return bytes(buffer.toString("latin1", 0, length));
      },
    },
  } as never);
  // The bytes have all been delivered by now, so there is no need to wait for the stream's own way to its "end".
  socket.push = (chunk) => {
    if (chunk === null) {
      end("eof");
      socket.destroy();
    }
    return false;
  };
  return socket;
}

// Past the socket on purpose: its write() would destroy it on EPIPE, with a RELEASE still unread.
function writeDescriptor(fd: number, line: string): string | undefined {
  return attempt(
    () => void builtin("node:fs").writeSync(fd, line),
    ({ code }) => code,
  );
}

function writeStream(socket: Socket, line: string): string | undefined {
  if (!socket.writable) return "EPIPE";
  if (socket.writableNeedDrain) return "EAGAIN";
  socket.write(line);
  return undefined;
}
