import type { DescriptorKind } from "./descriptor.ts";
import type { ServiceManager } from "./service-manager.ts";

/** How this process was started, and the facts that show it. */
export interface LaunchMode {
  /** What the process hangs on: `terminal` and `service` mean that there is no parent to bind to. */
  mode: "lifeline" | "ipc" | "pipe" | "terminal" | "service";
  stdin: DescriptorKind | "lifeline";
  /** The service manager that started this very process; never one that merely started an ancestor. */
  manager?: ServiceManager;
  /** One plain sentence per fact that led here. */
  evidence: string[];
}
