import { whyUnguarded } from "./guard/guard.ts";
import type { ResolvedLifelineOptions } from "./options.ts";

/** One of the things that protect, and whether it does so here and now. */
export interface Mechanism {
  readonly active: boolean;
  /** What it does, or the reason why it does not. */
  readonly why: string;
}

/** What holds for one child. */
export interface Protection {
  /** The lifeline: its EOF ends a child that is bound. */
  readonly eof: Mechanism;
  /** The guard: ends what is left of the tree when this process is gone. */
  readonly guard: Mechanism;
  /** A process group of the child's own: finds what scrubbed its environment. */
  readonly group: Mechanism;
  /** The tree cookie: finds what left the group. */
  readonly cookie: Mechanism;
  /** Windows' job object. */
  readonly kernel: Mechanism;
}

export interface Facts {
  readonly isOpen: boolean;
  readonly isBound: boolean;
  readonly hasOwnGroup: boolean;
  readonly canSeeProcesses: boolean;
  readonly options: ResolvedLifelineOptions;
}

export function assessProtection({
  isOpen,
  isBound,
  hasOwnGroup,
  canSeeProcesses,
  options,
}: Facts): Protection {
  const unguarded = options.guard ? whyUnguarded() : "it was turned off by guard: false";
  const isWindows = process.platform === "win32";
  return {
    eof: isOpen
      ? active(
          isBound
            ? "the child watches its lifeline"
            : "the lifeline is open, but the child has not said that it watches",
        )
      : inactive("the lifeline is closed"),
    guard:
      unguarded === undefined
        ? active("it ends what is left when this process is gone")
        : inactive(unguarded),
    group: hasOwnGroup
      ? active("the child has a process group of its own")
      : inactive("the child shares a process group"),
    cookie: !options.tree
      ? inactive("it was turned off by tree: false")
      : canSeeProcesses
        ? active("processes are found by the environment they inherited")
        : inactive("this system does not show the environment of processes"),
    kernel: isWindows
      ? active("the job object ends children that are not detached, at once")
      : inactive("only Windows has a job object"),
  };
}

function active(why: string): Mechanism {
  return { active: true, why };
}

function inactive(why: string): Mechanism {
  return { active: false, why };
}
