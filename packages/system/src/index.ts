export { invalidArgType, invalidArgValue, outOfRange } from "./argument-error";
export { attempt } from "./attempt";
export { builtin } from "./builtin";
export type { Identity, ProcessStat } from "./identity";
export { bootId, commandLine, ownIdentity, readStat, readText, seesOwnPid } from "./identity";
export type { Check, OptionTable } from "./options";
export { boolean, callback, integer, milliseconds, oneOf, resolveOptions, string } from "./options";
export { trace } from "./trace";
