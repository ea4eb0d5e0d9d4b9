/** Why a child shuts down: the closed union that both sides speak of. */
export type ShutdownReason = "parent-exited" | "stop-requested" | "parent-stalled" | "signal";
