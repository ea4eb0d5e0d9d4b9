import { builtin } from "./builtin";

type Step = "spawn" | "bound" | "stall" | "recover" | "shutdown" | "stop" | "guard" | "note";

let log: ((message: string, ...values: unknown[]) => void) | undefined;

/**
 * One step, for people (`NODE_DEBUG=lifeline`) and for programs (the diagnostics channel `lifeline:<step>`).
 * A payload must never hold a token.
 */
export const trace = (step: Step, payload: object): void => {
  log ??= builtin("node:util").debuglog("lifeline");
  log("%s %j", step, payload);
  const name = `lifeline:${step}`;
  const { channel, hasSubscribers } = builtin("node:diagnostics_channel");
  if (step !== "note" && hasSubscribers(name)) channel(name).publish(payload);
};
