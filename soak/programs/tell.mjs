import { appendFileSync, readFileSync } from "node:fs";

/** One line in the ledger of the round; appended at once, because the next instant may be the last. */
export function tell(type, facts = {}) {
  appendFileSync(process.env.SOAK_LEDGER, `${JSON.stringify({ type, ...facts })}\n`);
}

export const unit = process.env.LIFELINE_SOAK?.split("/").at(-1);

/** Undefined: it has gone already. */
export function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
