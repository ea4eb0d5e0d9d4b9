import type { ResolvedBindOptions } from "./options.ts";
import type { ParentBinding } from "./parent-binding.ts";

interface Registered {
  readonly binding: ParentBinding;
  readonly options: ResolvedBindOptions;
}

export const BINDING = Symbol.for("lifeline-child.binding");

/** On the global object, because the ESM and the CommonJS build are two modules in one process. */
export const registry = globalThis as { [BINDING]?: Registered };
