import { parseMarker } from "@lifeline/protocol";
import { readText } from "@lifeline/system";
import { type DescriptorKind, isOwnPipe, isPipe, kindOf } from "./descriptor.ts";
import { BINDING, registry } from "./registry.ts";
import { findServiceManager, type ServiceManager } from "./service-manager.ts";

/** How this process was started, and the facts that show it. */
export interface LaunchMode {
  /** What the process hangs on: `terminal` and `service` mean that there is no parent to bind to. */
  mode: "lifeline" | "ipc" | "pipe" | "terminal" | "service";
  stdin: DescriptorKind | "lifeline";
  /** The service manager that started this very process; never one that merely started an ancestor. */
  manager?: ServiceManager;
  /** One plain sentence per fact that led here. */
  evidence: string[];
}

/**
 * How this process was started. Reads the environment, the process table and the kind of stdin; touches no
 * descriptor and changes nothing. After `bindToParent` it is the `launch` of that binding.
 *
 * @returns the mode with its evidence, one plain sentence per fact
 */
export function detectLaunchMode(): LaunchMode {
  const launch = registry[BINDING]?.binding.launch ?? inspectLaunch([]);
  return { ...launch, evidence: [...launch.evidence] };
}

/**
 * Whether a service manager, a scheduler or a shell's background started this process: there is no parent to
 * bind to, so it should keep running. Short for `detectLaunchMode().mode === "service"`.
 */
export function isServiceMode(): boolean {
  return detectLaunchMode().mode === "service";
}

/** @param facts - what was found before; to be added to, and the evidence of the result */
export function inspectLaunch(facts: string[]): LaunchMode {
  const text = process.env.LIFELINE;
  const marker = parseMarker(text);
  const stdin = kindOf(0);
  if (marker) {
    const { fd } = marker;
    const obstacle = whyUnusable(fd);
    facts.push(`LIFELINE names fd ${fd}, which is ${obstacle ?? phraseFor(kindOf(fd))}.`);
    if (!obstacle) return { mode: "lifeline", stdin: fd ? stdin : "lifeline", evidence: facts };
  } else if (text !== undefined) facts.push("LIFELINE is malformed.");
  const manager = findServiceManager(facts);
  // Not `process.connected`: `send` stays defined when the parent has already disconnected.
  const byStdin = isPipe(stdin) ? "pipe" : stdin === "tty" ? "terminal" : "service";
  const mode = manager ? "service" : process.send ? "ipc" : byStdin;
  if (!manager) facts.push(process.send ? "There is an IPC channel." : `stdin is ${phraseFor(stdin)}.`);
  return { mode, stdin, manager, evidence: facts };
}

function phraseFor(kind: DescriptorKind): string {
  const phrases: Partial<Record<DescriptorKind, string>> = {
    tty: "a terminal",
    null: "/dev/null",
    closed: "closed",
    other: "something else",
  };
  return phrases[kind] ?? `a ${kind}`;
}

/** Why this descriptor cannot be a lifeline, in words that complete "It is …"; undefined when it can. */
export function whyUnusable(fd: number): string | undefined {
  const kind = kindOf(fd);
  if (!isPipe(kind)) return phraseFor(kind);
  if (process.channel && ipcDescriptor() === fd) return "our IPC channel";
  return kind === "pipe" && isOwnPipe(fd) ? "our own pipe" : undefined;
}

/** Bun and Deno do not say, and have taken the variable out of `process.env`; the kernel keeps what we were started with. */
function ipcDescriptor(): number {
  const { fd } = process.channel as { fd?: number };
  return fd ?? Number(/(?:^|\0)NODE_CHANNEL_FD=(\d+)/.exec(`${readText("/proc/self/environ")}`)?.[1]);
}
