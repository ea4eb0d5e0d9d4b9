import { readlinkSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { identify, start, until } from "../support/index.js";
import type { Network } from "./ssh.js";

/** A port whose connections go on to another one, until they are cut. */
export async function layCable(target: number): Promise<{ port: number; cut(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.pipe(to);
    }
  });
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    server.close();
  };
  onTestFinished(cut);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, cut };
}

/** Two machines, as far as the network goes, and a cable between them. All of it goes with two processes. */
export async function layNetwork(): Promise<Network & { dropEverything(): Promise<void> }> {
  const [server, client] = [await startMachine(), await startMachine()];
  const on = (pid: number) => ["nsenter", "--target", String(pid), "--net"];
  await run([
    ...on(server),
    "ip",
    "link",
    "add",
    "near",
    "type",
    "veth",
    "peer",
    "name",
    "far",
    "netns",
    String(client),
  ]);
  for (const [pid, name, address] of [
    [server, "near", "10.99.0.1"],
    [client, "far", "10.99.0.2"],
  ] as const) {
    await run([...on(pid), "ip", "address", "add", `${address}/24`, "dev", name]);
    await run([...on(pid), "ip", "link", "set", name, "up"]);
    await run([...on(pid), "ip", "link", "set", "lo", "up"]);
  }
  // To a hardware address that nobody has: sent, and never heard of again, as by a cable that was pulled somewhere else.
  const nowhere = "02:00:00:00:00:99";
  const drop = (pid: number, to: string, name: string) =>
    run([...on(pid), "ip", "neighbour", "replace", to, "lladdr", nowhere, "dev", name, "nud", "permanent"]);
  return {
    server: on(server),
    client: on(client),
    address: "10.99.0.1",
    async dropEverything() {
      // The client first: what it says when it gives up must not arrive.
      await drop(client, "10.99.0.1", "far");
      await drop(server, "10.99.0.2", "near");
    },
  };
}

async function startMachine(): Promise<number> {
  const { pid } = start("unshare", ["--net", "sleep", "3600"]);
  const own = readlinkSync("/proc/self/ns/net");
  await until("a network namespace", () => readlinkSync(`/proc/${identify(pid).pid}/ns/net`) !== own);
  return pid;
}

async function run(words: readonly string[]): Promise<void> {
  const [command = "", ...args] = words;
  const program = start(command, args);
  const { code } = await program.exit;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${program.stderr}`);
}
