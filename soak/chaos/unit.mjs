import { fileURLToPath } from "node:url";
import { cooperative } from "./cooperative.mjs";
import { foreign, SAY } from "./foreign.mjs";

const kinds = new Map([...foreign, ...cooperative].map((kind) => [kind.name, kind]));
const program = fileURLToPath(new URL("../programs/child.mjs", import.meta.url));
/** A bound child holds its own deadline, and the guard's comes so much later; then one second more, by the guarantee. */
const MARGIN = 500 + 1_000;

/** One child of a parent and all that it starts: what is known of it, and what is expected of it now. */
export class Unit {
  /** `live`: must not end. `any`: may. `condemned`: must be gone at the deadline. */
  fate;
  deadline = Number.POSITIVE_INFINITY;
  leader;
  members = [];
  isReleased = false;
  /** Something was done to it after which its `onShutdown` need not run. */
  isDisturbed = false;
  isAway = false;

  constructor(plan) {
    this.plan = plan;
    this.name = plan.unit;
    this.kind = kinds.get(plan.kind);
    this.grace = plan.lifeline.gracePeriod;
    this.fate = this.kind.mortal ? "any" : "live";
  }

  get isSilent() {
    return this.kind.silent === true;
  }

  /** Whether this process is of the unit: also of a lifeline below it, but not what has opted out. */
  has(name) {
    return name === this.name || name === this.nested;
  }

  get nested() {
    return `${this.name}.n`;
  }

  get free() {
    return `${this.name}-free`;
  }

  /** From now on it has so long; what was due already stays due no later. */
  condemn(patience, grace = this.grace) {
    if (this.isReleased) return;
    this.fate = "condemned";
    this.isAway = false;
    this.due = performance.now() + grace + MARGIN;
    this.deadline = this.due + patience;
  }

  /** What the parent is told to start. */
  order(run, round, directory) {
    const { unit, lifeline, abortable, timeout } = this.plan;
    const { command, script, spec, output } = this.kind;
    return {
      unit,
      lifeline,
      abortable,
      timeout,
      output,
      command: spec ? process.execPath : (command ?? "sh"),
      args: spec ? [program, JSON.stringify(spec)] : script ? ["-c", `eval "$SOAK_SAY"; ${script}`] : [],
      env: { LIFELINE_SOAK: `${run}/${round}/${unit}`, SOAK_SAY: SAY, SOAK_DIRECTORY: directory },
    };
  }
}
