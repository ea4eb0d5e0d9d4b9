export { builtin } from "./builtin";
export type { Identity, ProcessStat } from "./identity";
export { bootId, commandLine, ownIdentity, readStat, seesOwnPid } from "./identity";
export { trace } from "./trace";
