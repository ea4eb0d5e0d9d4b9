import { createLifeline, type LifelineOptions } from "lifeline-parent";
import { type Requirement, requirement } from "./requirements.js";

/** What never binds ends with its parent only where a guard sees to it. */
export const hasGuard: Requirement = requirement(canGuard(), "this version of lifeline-parent has no guard");

function canGuard(): boolean {
  try {
    createLifeline({ guard: true } as unknown as LifelineOptions);
    return true;
  } catch {
    return false;
  }
}
