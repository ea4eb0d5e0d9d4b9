export { builtin } from "./builtin.ts";
export type { Identity, ProcessStat } from "./identity.ts";
export { bootId, commandLine, ownIdentity, readStat, seesOwnPid } from "./identity.ts";
export { trace } from "./trace.ts";
