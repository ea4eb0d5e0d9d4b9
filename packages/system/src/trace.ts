import { builtin } from "./builtin";

type Step = "spawn" | "bound" | "stall" | "recover" | "shutdown" | "stop" | "guard" | "note";

/**
 * One step, for people (`NODE_DEBUG=lifeline`) and for programs (the diagnostics channel `lifeline:<step>`).
 * A payload must never hold a token.
 */
export const trace = (step: Step, payload: object): void => {
  builtin("node:util").debuglog("lifeline")("%s %j", step, payload);
  if (step !== "note") builtin("node:diagnostics_channel").channel(`lifeline:${step}`).publish(payload);
};
