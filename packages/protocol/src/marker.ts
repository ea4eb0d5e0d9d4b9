/** The environment entry that tells one child where its lifeline is. */
export const MARKER_VARIABLE = "LIFELINE";
/** The environment entry that a whole tree inherits: the tree cookie. */
export const TREE_VARIABLE = "LIFELINE_TREE";

/** What `LIFELINE` says. */
export interface Marker {
  readonly fd: number;
  readonly token: string;
  readonly parent: number;
  /** Start time in raw ticks, and boot id: with the pid, the parent's identity. Undefined where unknown. */
  readonly start: string | undefined;
  readonly boot: string | undefined;
}

export function formatMarker({ fd, token, parent, start = "-", boot = "-" }: Marker): string {
  return `v=1;fd=${fd};token=${token};parent=${parent};start=${start};boot=${boot}`;
}

/** At most 512 characters, and nothing twice; not stdout or stderr; `-` is unknown; behind it what a later version may append. */
const MARKER =
  /^(?=.{0,512}$)(?!.*\b(\w+=).*;\1)v=1;fd=([03-9]|[1-9]\d{1,4});token=([\da-f]{32});parent=([1-9]\d{0,8});start=(?:-|(\d{1,20}));boot=(?:-|([\da-f-]{36}))(?:;[a-z]+=[^;=]*)*$/;

/** Undefined for everything that our own parent could not have written. */
export function parseMarker(text = ""): Marker | undefined {
  const [, , fd, token, parent, start, boot] = MARKER.exec(text) ?? [];
  if (!token) return undefined;
  return { fd: Number(fd), token, parent: Number(parent), start, boot };
}

/** Whether an inherited tree cookie is one; what is not, is ignored. */
export function isCookie(text: string): boolean {
  return text.length <= 8192 && /^(\/[0-9a-f]{32})*$/.test(text);
}
