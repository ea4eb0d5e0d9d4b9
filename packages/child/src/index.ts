export type { LifelineErrorCode } from "@lifeline/protocol";
export { LifelineError } from "@lifeline/protocol";
export { bindToParent } from "./bind-to-parent.ts";
export { detectLaunchMode, isServiceMode, type LaunchMode } from "./launch-mode.ts";
export type { BindOptions } from "./options.ts";
export type { ParentBinding, ParentBindingEvents } from "./parent-binding.ts";
export type { ShutdownEvent } from "./shutdown-event.ts";
