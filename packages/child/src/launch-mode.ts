import { MARKER_VARIABLE, type Marker, parseMarker } from "@lifeline/protocol";
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
  const launch = registry[BINDING]?.binding.launch ?? inspectLaunch(readMarker(), []);
  return { ...launch, evidence: [...launch.evidence] };
}

/**
 * Whether a service manager, a scheduler or a shell's background started this process: there is no parent to
 * bind to, so it should keep running. Short for `detectLaunchMode().mode === "service"`.
 */
export function isServiceMode(): boolean {
  return detectLaunchMode().mode === "service";
}

/** What `LIFELINE` says, if it is set: a marker, or `"malformed"`. */
export function readMarker(): Marker | "malformed" | undefined {
  const text = process.env[MARKER_VARIABLE];
  return text === undefined ? undefined : (parseMarker(text) ?? "malformed");
}

/** @param evidence - of what was found before; to be added to */
export function inspectLaunch(marker: Marker | "malformed" | undefined, evidence: string[]): LaunchMode {
  const stdin = kindOf(0);
  if (marker === "malformed") evidence.push("LIFELINE is malformed and was ignored.");
  else if (marker) {
    const { fd } = marker;
    const obstacle = whyUnusable(fd);
    evidence.push(
      `LIFELINE names fd ${fd}, ${obstacle ? `but that is ${obstacle}` : `which is ${phraseFor(kindOf(fd))}`}.`,
    );
    if (!obstacle) return { mode: "lifeline", stdin: fd ? stdin : "lifeline", evidence };
  }
  const [manager, reason] = findServiceManager() ?? [];
  if (manager && reason) {
    evidence.push(reason);
    return { mode: "service", stdin, manager, evidence };
  }
  // Not `process.connected`: this stays defined when the parent has already disconnected.
  const mode = process.send ? "ipc" : isPipe(stdin) ? "pipe" : stdin === "tty" ? "terminal" : "service";
  evidence.push(mode === "ipc" ? "The parent gave us an IPC channel." : `stdin is ${phraseFor(stdin)}.`);
  return { mode, stdin, evidence };
}

function phraseFor(kind: DescriptorKind): string {
  const phrases: Partial<Record<DescriptorKind, string>> = {
    tty: "a terminal",
    null: "/dev/null",
    closed: "closed",
    other: "neither a pipe nor a terminal",
  };
  return phrases[kind] ?? `a ${kind}`;
}

/** Why this descriptor cannot be a lifeline, in words that complete "but that is …"; undefined when it can. */
export function whyUnusable(fd: number): string | undefined {
  const kind = kindOf(fd);
  if (!isPipe(kind)) return phraseFor(kind);
  if ((process.channel as { fd?: number } | undefined)?.fd === fd) return "our IPC channel";
  return kind === "pipe" && isOwnPipe(fd) ? "a pipe inside this process" : undefined;
}
