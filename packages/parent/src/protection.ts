import { whyBlind, whyUnguarded } from "./guard/guard.ts";
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

export function assessProtection(facts: Facts): Protection {
  return {
    eof: assessEof(facts),
    guard: assessGuard(facts),
    group: assessGroup(facts),
    cookie: assessCookie(facts),
    kernel:
      process.platform === "win32"
        ? active("the job object ends children that are not detached, at once")
        : inactive("only Windows has a job object"),
  };
}

const UNSEEN = "/proc does not show the child";

function assessEof({ isOpen, isBound, options }: Facts): Mechanism {
  if (!isOpen) return inactive("the lifeline is closed");
  if (isBound) return active("the child watches its lifeline");
  return options.channel === "stdin"
    ? active("the lifeline is the child's stdin; it is one way, so the child cannot say whether it watches")
    : active("the lifeline is open, but the child has not said that it watches");
}

function assessGuard({ options }: Facts): Mechanism {
  if (!options.guard) return inactive("it was turned off by guard: false");
  const unguarded = whyUnguarded();
  if (unguarded !== undefined) return inactive(unguarded);
  if (!options.tree) return active("it ends the child, and nothing else, when this process is gone");
  const blind = whyBlind();
  return active(
    blind === undefined
      ? "it ends what is left when this process is gone"
      : `it ends the child and its process group when this process is gone, and nothing else: ${blind}`,
  );
}

function assessGroup({ hasOwnGroup, canSeeProcesses, options }: Facts): Mechanism {
  if (!options.tree) return inactive("tree: false covers the child alone");
  if (!canSeeProcesses) return inactive(UNSEEN);
  return hasOwnGroup
    ? active("the child has a process group of its own")
    : inactive("the child shares a process group");
}

function assessCookie({ canSeeProcesses, options }: Facts): Mechanism {
  if (!options.tree) return inactive("it was turned off by tree: false");
  if (!canSeeProcesses) return inactive(UNSEEN);
  const blind = whyBlind();
  return blind === undefined
    ? active("processes are found by the environment they inherited")
    : inactive(blind);
}

function active(why: string): Mechanism {
  return { active: true, why };
}

function inactive(why: string): Mechanism {
  return { active: false, why };
}
