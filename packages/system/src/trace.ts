import { channel } from "node:diagnostics_channel";
import { debuglog } from "node:util";

type Step = "spawn" | "bound" | "stall" | "recover" | "shutdown" | "stop" | "guard" | "note";

const log = debuglog("lifeline");

/**
 * One step, for people (`NODE_DEBUG=lifeline`) and for programs (the diagnostics channel `lifeline:<step>`).
 * A payload must never hold a token.
 */
export function trace(step: Step, payload: object): void {
  log("%s %j", step, payload);
  if (step !== "note") channel(`lifeline:${step}`).publish(payload);
}
