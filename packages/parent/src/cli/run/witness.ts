import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { SHELL } from "../../shell.ts";

/** In ms: a witness that is stopped or starved does not answer; then the usual case is assumed. */
const PATIENCE = 1000;

/** The signals that can be passed on. */
export const RELAYED = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGTERM",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
  "SIGTSTP",
  "SIGCONT",
] as const;
export type Relayed = (typeof RELAYED)[number];

/** What a terminal sends, and so always to a whole group. */
const FROM_TERMINAL: readonly Relayed[] = ["SIGINT", "SIGQUIT", "SIGTSTP", "SIGWINCH", "SIGHUP"];

/**
 * Says of each signal that it is asked for whether it has got it, too. A trap may run while \`read\` waits and end it; only
 * a \`read\` that ends without one is the end.
 */
const SCRIPT = `
cd /
stirred=
for signal in ${RELAYED.map((name) => name.slice("SIG".length)).join(" ")}; do
  trap "heard_$signal=1 stirred=1" $signal
done
echo ready >&3
while :; do
  if read -r asked <&3; then
    eval "heard=\\\${heard_$asked-} heard_$asked="
    if [ -n "$heard" ]; then echo group; else echo alone; fi >&3
  elif [ -z "$stirred" ]; then exit
  fi
  stirred=
done
`;

/**
 * Another process in our own group. Node does not say who sent a signal; but one that this process has got as well was
 * sent to the group, by a terminal, by a shell's \`kill %1\`, and one that it has not got was sent to us alone.
 *
 * It is asked, and a trap runs before an answer: so no time needs to be waited that might be too short.
 */
export class Witness {
  readonly #process: ChildProcess | undefined;
  readonly #socket: Socket | undefined;
  #answers: ((answer: string) => void)[] = [];

  constructor() {
    if (!existsSync(SHELL)) return;
    const child = spawn(SHELL, ["-c", SCRIPT, "lifeline-witness"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      // Nothing inherited: it is of no tree, and no function of a shell may stand for a command.
      env: { PATH: process.env.PATH || "/usr/bin:/bin", LC_ALL: "C" },
    });
    this.#process = child;
    child.once("error", () => {});
    if (child.pid === undefined) return;
    this.#socket = child.stdio[3] as Socket;
    // Its "ready" is the first answer, to a question that nobody asked.
    this.#answers.push(() => {});
    this.#socket.setEncoding("latin1").on("data", (text: string) => {
      for (const answer of text.trim().split("\n")) this.#answers.shift()?.(answer);
    });
    this.#socket.on("error", () => {}).once("close", () => this.#giveUp());
    child.unref();
    this.#socket.unref();
  }

  /** Whether the signal that we have just got was sent to our whole group. */
  sawToo(signal: Relayed): Promise<boolean> {
    return new Promise((resolve) => {
      const assume = () => resolve(FROM_TERMINAL.includes(signal));
      if (!this.#socket?.writable || this.#process?.exitCode !== null) return assume();
      const timer = setTimeout(assume, PATIENCE);
      this.#answers.push((answer) => {
        clearTimeout(timer);
        if (answer === "") assume();
        else resolve(answer === "group");
      });
      this.#socket.write(`${signal.slice("SIG".length)}\n`);
    });
  }

  #giveUp(): void {
    for (const answer of this.#answers.splice(0)) answer("");
  }
}
