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

/** Undefined for everything that our own parent could not have written; keys of later versions are ignored. */
export function parseMarker(text: string): Marker | undefined {
  if (text.length > 512) return undefined;
  const fields = new Map<string, string>();
  for (const field of text.split(";")) {
    const [, key, value] = /^([a-z]+)=([^=]*)$/.exec(field) ?? [];
    if (key === undefined || value === undefined || fields.has(key)) return undefined;
    fields.set(key, value);
  }
  const start = fields.get("start") ?? "";
  const boot = fields.get("boot") ?? "";
  const fd = decimal(fields.get("fd"));
  const parent = decimal(fields.get("parent"));
  const token = fields.get("token") ?? "";
  if (fields.get("v") !== "1" || fd === undefined || fd === 1 || fd === 2 || !parent) return undefined;
  if (!/^[0-9a-f]{32}$/.test(token) || !/^(-|\d{1,20})$/.test(start) || !/^(-|[0-9a-f-]{36})$/.test(boot)) {
    return undefined;
  }
  return { fd, token, parent, start: known(start), boot: known(boot) };
}

/** Whether an inherited tree cookie is one; what is not, is ignored. */
export function isCookie(text: string): boolean {
  return text.length <= 8192 && /^(\/[0-9a-f]{32})*$/.test(text);
}

function decimal(text: string | undefined): number | undefined {
  if (text === undefined || !/^(0|[1-9]\d{0,9})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 2 ** 31 - 1 ? value : undefined;
}

function known(text: string): string | undefined {
  return text === "-" ? undefined : text;
}
