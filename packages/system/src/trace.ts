import type { Channel } from "node:diagnostics_channel";
import { builtin } from "./builtin";

type Step = "spawn" | "bound" | "stall" | "recover" | "shutdown" | "stop" | "guard" | "note";

let log: ((message: string, ...values: unknown[]) => void) | undefined;
/** Kept, as Node's documentation of `diagnostics_channel.channel()` wants it: to look one up takes time. */
const channels: Partial<Record<Step, Channel>> = {};

/**
 * One step, for people (`NODE_DEBUG=lifeline`) and for programs (the diagnostics channel `lifeline:<step>`).
 * A payload must never hold a token.
 */
export function trace(step: Step, payload: object): void {
  log ??= builtin("node:util").debuglog("lifeline");
  log("%s %j", step, payload);
  if (step === "note") return;
  channels[step] ??= builtin("node:diagnostics_channel").channel(`lifeline:${step}`);
  channels[step].publish(payload);
}
