import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  asShell,
  type Command,
  canUnshare,
  isRoot,
  requirement,
  requireTool,
  type Started,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";

const SERVER = "/usr/sbin/sshd";

export const sshNeeds = [
  isRoot,
  requireTool("ssh", { package: "openssh-client" }),
  requirement(existsSync(SERVER), "sshd is not installed (Debian package openssh-server)"),
];
export const networkNeeds = [
  canUnshare,
  requireTool("ip", { package: "iproute2" }),
  requireTool("nsenter", { package: "util-linux" }),
];

/** One machine: the words before a command that is to run on it. None is this one. */
export interface Network {
  readonly server: readonly string[];
  readonly client: readonly string[];
  readonly address: string;
}

const LOOPBACK: Network = { server: [], client: [], address: "127.0.0.1" };

/** A real sshd with keys and settings of its own, in a folder that goes with the test. */
export class SshServer {
  readonly #directory = temporaryDirectory();
  readonly #network: Network;
  #port = 0;

  constructor(network = LOOPBACK) {
    this.#network = network;
    // ssh insists on it for keys; the folder itself is open to everybody.
    chmodSync(this.#directory, 0o700);
  }

  get port(): number {
    return this.#port;
  }

  async start(settings: readonly string[] = []): Promise<this> {
    for (const name of ["host", "client"]) {
      const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", this.#path(name)]);
      expect(made.status).toBe(0);
    }
    writeFileSync(this.#path("authorized"), readFileSync(this.#path("client.pub")), { mode: 0o600 });
    // Its privilege separation wants this folder, which the package makes only when it starts the service.
    mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    this.#port = await freePort();
    const config = [
      `ListenAddress ${this.#network.address}`,
      `Port ${this.#port}`,
      `HostKey ${this.#path("host")}`,
      `AuthorizedKeysFile ${this.#path("authorized")}`,
      "AcceptEnv LIFELINE_TEST_*",
      // bash reads its .bashrc for a command that comes by ssh, and who is killed in the middle of that may leave a lock there.
      `SetEnv HOME=${this.#path("home")}`,
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "PidFile none",
      "StrictModes no",
      "UsePAM no",
      ...settings,
    ];
    writeFileSync(this.#path("config"), `${config.join("\n")}\n`);
    const [command = "", ...args] = [...this.#network.server, SERVER, "-D", "-e", "-f", this.#path("config")];
    const daemon = start(command, args);
    await until("sshd to listen", () => {
      if (daemon.process.exitCode !== null) throw new Error(`sshd ended: ${daemon.stderr}`);
      return daemon.stderr.includes("Server listening");
    });
    return this;
  }

  /** `ssh host command`, as a user types it; stdin is a pipe that stays open. */
  run(remote: Command, { port = this.#port, settings = [] as readonly string[] } = {}): Started {
    const options = [
      "BatchMode=yes",
      "LogLevel=ERROR",
      // The marks by which the clean-up finds what runs on the other side.
      "SendEnv=LIFELINE_TEST_*",
      "StrictHostKeyChecking=no",
      "UserKnownHostsFile=/dev/null",
      ...settings,
    ];
    const host = `${userInfo().username}@${this.#network.address}`;
    const [command = "", ...args] = [
      ...this.#network.client,
      "ssh",
      ...["-F", "none", "-T", "-p", String(port), "-i", this.#path("client")],
      ...options.flatMap((option) => ["-o", option]),
      ...[host, asShell(remote)],
    ];
    return start(command, args);
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

/** Free a moment ago: the kernel gives such a port to nobody else so soon. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
