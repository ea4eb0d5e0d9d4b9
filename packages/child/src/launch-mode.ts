import { MARKER_VARIABLE, type Marker, parseMarker } from "@lifeline/protocol";
import { type DescriptorKind, isOwnPipe, kindOf } from "./descriptor.ts";
import type { LaunchMode } from "./launch.ts";
import { boundBinding } from "./registry.ts";
import { findServiceManager } from "./service-manager.ts";

/**
 * How this process was started. Reads the environment, the process table and the kind of stdin; touches no
 * descriptor and changes nothing. After `bindToParent` it is the `launch` of that binding.
 *
 * @returns the mode with its evidence, one plain sentence per fact
 */
export function detectLaunchMode(): LaunchMode {
  const launch = boundBinding()?.launch ?? inspectLaunch(readMarker());
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

export function inspectLaunch(marker: Marker | "malformed" | undefined): LaunchMode {
  const stdin = kindOf(0);
  const evidence: string[] = [];
  if (marker === "malformed") evidence.push("LIFELINE is malformed and was ignored.");
  else if (marker !== undefined) {
    const obstacle = whyUnusable(marker.fd);
    if (obstacle === undefined) {
      evidence.push(`LIFELINE names fd ${marker.fd}, which is a ${kindOf(marker.fd)}.`);
      return { mode: "lifeline", stdin: marker.fd === 0 ? "lifeline" : stdin, evidence };
    }
    evidence.push(`LIFELINE names fd ${marker.fd}, but ${obstacle}.`);
  }
  return { ...inspectUnmarked(stdin, evidence), stdin, evidence };
}

function inspectUnmarked(stdin: DescriptorKind, evidence: string[]): Pick<LaunchMode, "mode" | "manager"> {
  const found = findServiceManager();
  if (found !== undefined) {
    evidence.push(found.evidence);
    return { mode: "service", manager: found.manager };
  }
  // Not `process.connected`: this stays defined when the parent has already disconnected.
  if (process.send !== undefined) {
    evidence.push("The parent gave us an IPC channel.");
    return { mode: "ipc" };
  }
  evidence.push(stdin === "closed" ? "stdin is closed." : `stdin is ${ARTICLES[stdin]}.`);
  if (stdin === "pipe" || stdin === "socket") return { mode: "pipe" };
  if (stdin === "tty") return { mode: "terminal" };
  return { mode: "service" };
}

const ARTICLES: Record<DescriptorKind, string> = {
  pipe: "a pipe",
  socket: "a socket",
  tty: "a terminal",
  null: "/dev/null",
  file: "a file",
  closed: "closed",
  other: "neither a pipe nor a terminal",
};

/** Why this descriptor cannot be a lifeline, in words that complete "but …"; undefined when it can. */
export function whyUnusable(fd: number): string | undefined {
  const kind = kindOf(fd);
  if (kind === "closed") return "that is closed";
  if (kind !== "pipe" && kind !== "socket") return `that is ${ARTICLES[kind]}`;
  if ((process.channel as { fd?: number } | undefined)?.fd === fd) return "that is our IPC channel";
  if (kind === "pipe" && isOwnPipe(fd)) return "that is a pipe inside this process";
  return undefined;
}
