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

/** Not stdout or stderr; `-` is unknown; behind it what a later version may append, but nothing a second time. */
const MARKER =
  /^v=1;fd=(0|[3-9]|[1-9]\d{1,4});token=([0-9a-f]{32});parent=([1-9]\d{0,9});start=(?:-|(\d{1,20}));boot=(?:-|([0-9a-f-]{36}))(?:;(?!(?:v|fd|token|parent|start|boot)=)[a-z]+=[^;=]*)*$/;
const LONGEST = 512;

/** Undefined for everything that our own parent could not have written. */
export function parseMarker(text: string): Marker | undefined {
  const [, fd, token, parent, start, boot] = (text.length <= LONGEST && MARKER.exec(text)) || [];
  if (token === undefined || Number(parent) >= 2 ** 31) return undefined;
  return { fd: Number(fd), token, parent: Number(parent), start, boot };
}

/** Whether an inherited tree cookie is one; what is not, is ignored. */
export function isCookie(text: string): boolean {
  return text.length <= 8192 && /^(\/[0-9a-f]{32})*$/.test(text);
}
