export type { LifelineErrorCode } from "./errors";
export { LifelineError } from "./errors";
export { countHeartbeats, type HeartbeatCount } from "./heartbeat-count";
export type { Fields } from "./lines";
export { createLineReader, fieldOf, formatLine, toOneLine, verbOf } from "./lines";
export type { Marker } from "./marker";
export { formatMarker, isCookie, MARKER_VARIABLE, parseMarker, TREE_VARIABLE } from "./marker";
export type { ShutdownReason } from "./reasons";
