import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectDead, temporaryDirectory, until } from "../support/index.js";
import { expectMistaken } from "../support/service.js";
import { expectUnfooled, marker, startWrongly, TOKEN } from "../support/wrong-lifeline.js";

describe("LIFELINE is malformed", () => {
  const good = marker(3);
  const malformed = [
    "",
    good.toUpperCase(),
    good.replace("v=1", "v=2"),
    good.replace("fd=3", "fd=-3"),
    good.replace("fd=3", "fd=1"),
    good.replace("fd=3", "fd=0x3"),
    good.replace("fd=3", "fd=99999999999999999999"),
    good.replace("fd=3", "fd=3;fd=0"),
    good.replace(TOKEN, TOKEN.slice(1)),
    good.replace(/parent=\d+/, "parent=0"),
    good.replace(/start=\d+/, "start=soon"),
    good.replace(/boot=.*/, "boot=;"),
    `${good}\n`,
    ` ${good}`,
    `${good};${"x".repeat(100_000)}`,
  ];

  it("does what it would have done without, whatever stands there", async () => {
    // Started together, because a Node takes its time.
    const children = malformed.map((LIFELINE) => startWrongly({ LIFELINE, more: ["pipe"] }));
    const heard = children.map(({ child }) => hear(child.process.stdio[3] as Socket));
    const unfooled = { why: "LIFELINE is malformed." };
    await Promise.all(children.map((each) => expectUnfooled(each, unfooled)));
    expect(heard.map((text) => text())).toEqual(malformed.map(() => ""));
  });
});

describe("LIFELINE names a descriptor that cannot be one", () => {
  function openFile() {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "HELLO somebody\n");
    const fd = openSync(path, "r");
    onTestFinished(() => closeSync(fd));
    return {
      fd,
      position: () => /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1],
    };
  }

  it("is ignored: one that is closed", async () => {
    const child = startWrongly({ LIFELINE: marker(200) });
    await expectUnfooled(child, { why: "LIFELINE names fd 200, which is closed." });
  });

  it("ends a child that believes it: a file", async () => {
    const { fd, position } = openFile();
    const { child, report } = startWrongly({ LIFELINE: marker(3), more: [fd], naive: true });
    await expectMistaken(child.identity, report);
    expect(position()).not.toBe("0");
  });

  it("is ignored: a file, of which nothing is read", async () => {
    const { fd, position } = openFile();
    const child = startWrongly({ LIFELINE: marker(3), more: [fd] });
    await expectUnfooled(child, { why: "LIFELINE names fd 3, which is a file." });
    expect(position()).toBe("0");
  });

  it("is ignored: our own IPC channel, which binds by itself", async () => {
    const { child, report } = startWrongly({ LIFELINE: marker(3), more: ["ipc"] });
    const why = "LIFELINE names fd 3, which is our IPC channel.";
    expect(await report.message("up")).toMatchObject({ mode: "ipc", launch: { mode: "ipc" } });
    await until("what NODE_DEBUG says", () => child.stderr.includes(why));
    child.process.disconnect();
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "disconnect" });
    await expectDead(child.identity);
  });

  it("is ignored: all that Node has opened for itself, its signal pipe among them", async () => {
    // No descriptor above 2 is handed on, so these are closed or Node's own.
    const fds = Array.from({ length: 15 }, (_, index) => index + 3);
    const children = fds.map((fd) => startWrongly({ LIFELINE: marker(fd) }));
    const why = (fd: number) =>
      new RegExp(`LIFELINE names fd ${fd}, which is (?!a )|fd ${fd} is not our lifeline`);
    await Promise.all(children.map((each, index) => expectUnfooled(each, { why: why(fds[index] ?? 0) })));
  });
});

describe("LIFELINE names a descriptor of somebody else", () => {
  const servers = {
    "a unix socket": () => join(temporaryDirectory(), "socket"),
    "a TCP socket": () => ({ port: 0, host: "127.0.0.1" }),
  };

  /** Two ends of a connection; the test holds both, and hands one of them on. */
  async function connection(kind: keyof typeof servers) {
    const server = createServer({ pauseOnConnect: true }).listen(servers[kind]());
    await once(server, "listening");
    const address = server.address();
    const far = typeof address === "string" ? connect(address) : connect((address as { port: number }).port);
    const [near] = (await once(server, "connection")) as [Socket];
    onTestFinished(() => {
      for (const each of [far, near]) each.destroy();
      server.close();
    });
    // As a number: of a socket that it hands on, Node lets go.
    const { fd } = (near as unknown as { _handle: { fd: number } })._handle;
    return { near, fd, far };
  }

  const words = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".repeat(100);

  it.each(["a unix socket", "a TCP socket"] as const)(
    "loses bytes to a child that believes it: %s",
    async (kind) => {
      const { near, fd, far } = await connection(kind);
      far.end(words);
      const { child, report } = startWrongly({ LIFELINE: marker(3), more: [fd], naive: true });
      await expectMistaken(child.identity, report);
      expect(await restOf(near)).toBe("");
    },
  );

  it.each(["a unix socket", "a TCP socket"] as const)("reads no more than tells: %s", async (kind) => {
    const { near, fd, far } = await connection(kind);
    const heard = hear(far);
    far.write(words);
    const child = startWrongly({ LIFELINE: marker(3), more: [fd] });
    await expectUnfooled(child, { why: "fd 3 is not our lifeline: its first line is no HELLO." });
    far.end();
    // Six bytes tell "HELLO ".
    expect(await restOf(near)).toBe(words.slice(6));
    expect(heard()).toBe("");
  });

  it.each([
    { first: `HELLO v=1 token=${TOKEN.replace("0", "f")} child=1 beat=0 grace=0\n`, why: "another token" },
    { first: `HELLO v=2 token=${TOKEN} child=1 beat=0 grace=0\n`, why: "its first line is no HELLO" },
    { first: "HELLO \n", why: "its first line is no HELLO" },
    { first: `HELLO ${"x".repeat(600)}\n`, why: "its first line is no HELLO" },
    { first: "BEAT seq=1\n", why: "its first line is no HELLO" },
    { first: "STOP grace=0\n", why: "its first line is no HELLO" },
    { first: undefined, why: "The lifeline ended, but the parent lives." },
  ])("is not bound by $first", async ({ first, why }) => {
    const child = startWrongly({ LIFELINE: marker(3), more: ["pipe"] });
    const socket = child.child.process.stdio[3] as Socket;
    const heard = hear(socket);
    if (first === undefined) socket.destroy();
    else socket.write(`${first}STOP grace=0\n`);
    await expectUnfooled(child, { why });
    expect(heard()).toBe("");
  });
});

function hear(socket: Socket): () => string {
  let text = "";
  socket.on("error", () => {});
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function restOf(socket: Socket): Promise<string> {
  const heard = hear(socket);
  socket.resume();
  await once(socket, "end");
  return heard();
}
