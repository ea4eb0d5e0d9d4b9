import type { ResolvedBindOptions } from "./options.ts";
import type { ParentBinding } from "./parent-binding.ts";

interface Registered {
  readonly binding: ParentBinding;
  readonly options: ResolvedBindOptions;
}

// On the global object, because the ESM and the CommonJS build are two modules in one process.
const KEY = Symbol.for("lifeline-child.binding");
const registry = globalThis as { [KEY]?: Registered };

export function registered(): Registered | undefined {
  return registry[KEY];
}

export function boundBinding(): ParentBinding | undefined {
  return registry[KEY]?.binding;
}

export function register(entry: Registered): void {
  registry[KEY] = entry;
}
