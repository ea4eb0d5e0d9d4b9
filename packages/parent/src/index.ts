export type { LifelineErrorCode } from "@lifeline/protocol";
export { LifelineError } from "@lifeline/protocol";
export type { PendingLifeline } from "./create-lifeline.ts";
export { createLifeline } from "./create-lifeline.ts";
export { releasedEnv } from "./environment.ts";
export type { Lifeline, LifelineEvents, ProcessInfo, StopReport } from "./lifeline.ts";
export type { LifelineOptions } from "./options.ts";
export { spawnWithLifeline } from "./spawn-with-lifeline.ts";
export type { LifelineProcess, SpawnWithLifelineOptions, WithLifeline } from "./types.ts";
