import { load } from "./load.ts";

interface Builtins {
  "node:crypto": typeof import("node:crypto");
  "node:diagnostics_channel": typeof import("node:diagnostics_channel");
  "node:events": typeof import("node:events");
  "node:fs": typeof import("node:fs");
  "node:net": typeof import("node:net");
  "node:os": typeof import("node:os");
  "node:tty": typeof import("node:tty");
  "node:util": typeof import("node:util");
  "node:worker_threads": typeof import("node:worker_threads");
}

const loaded: Record<string, unknown> = {};

/** Remembered, because to be asked for a module costs Node some 20 microseconds each time: it looks for monkey patches. */
export function builtin<Id extends keyof Builtins>(id: Id): Builtins[Id] {
  loaded[id] ??= load(id);
  return loaded[id] as Builtins[Id];
}
