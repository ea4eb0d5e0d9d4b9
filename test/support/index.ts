export { type Bystander, startBystander } from "./bystander.js";
export { carriers } from "./carriers.js";
export { type Cgroup, canLimit, createCgroup } from "./cgroups.js";
export { type ChildReports, type ChildSpec, childFixture } from "./child.js";
export { registerForKilling, temporaryDirectory } from "./cleanup.js";
export { clock } from "./clock.js";
export { type Command, fixture, type Interpreter, nodeFixture } from "./fixtures.js";
export { type Handmade, type HandmadeOptions, startHandmade } from "./handmade-parent.js";
export {
  type Host,
  type HostChild,
  type HostMessages,
  type HostOrder,
  type HostSpec,
  startHost,
} from "./host.js";
export { killByIdentity, killGroupOf } from "./kill.js";
export { lockIsFree } from "./lock.js";
export type { Inbox, Message } from "./messages.js";
export { type NaiveSpec, naiveChild } from "./naive.js";
export { type Pair, type PairOptions, runPair } from "./pair.js";
export { portIsFree } from "./ports.js";
export {
  allProcesses,
  commandLine,
  descendants,
  describeProcess,
  identify,
  isDead,
  isExiting,
  type ProcessIdentity,
  type ProcessStat,
  readProcess,
} from "./processes.js";
export { importSpawn, runProgram } from "./program.js";
export { createReport, type Report, type Stamp } from "./reports.js";
export {
  canUnshare,
  describeNeeds,
  isRoot,
  itNeeds,
  type Requirement,
  requirement,
  requireTool,
} from "./requirements.js";
export { scale, scaled } from "./scale.js";
export { asShell } from "./shell.js";
export { type Exit, type Started, type StartOptions, start } from "./start.js";
export { tie } from "./tie.js";
export { describeTree, startTree, type Tree } from "./tree.js";
export { expectAliveFor, expectDead, until, type WaitOptions } from "./wait.js";
