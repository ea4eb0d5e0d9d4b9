/** One thing that protects, and whether it does so here. */
export interface Finding {
  readonly name: string;
  readonly isWell: boolean;
  /** What was seen, as one plain sentence. */
  readonly seen: string;
  /** What to do about it, where it is missing. */
  readonly advice: string | undefined;
}

export function well(name: string, seen: string): Finding {
  return { name, isWell: true, seen, advice: undefined };
}

export function missing(name: string, seen: string, advice: string): Finding {
  return { name, isWell: false, seen, advice };
}
