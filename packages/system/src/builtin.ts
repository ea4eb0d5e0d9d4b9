import { createRequire } from "node:module";

interface Builtins {
  "node:fs": typeof import("node:fs");
  "node:net": typeof import("node:net");
  "node:tty": typeof import("node:tty");
  "node:worker_threads": typeof import("node:worker_threads");
}

// A static `import` of these from ESM costs 1.5 to 2 ms each at start (`node:fs` alone pulls in fs/promises);
// asked for in this way, and when needed, they cost next to nothing.
const load = process.getBuiltinModule ?? createRequire(process.execPath);

export function builtin<Id extends keyof Builtins>(id: Id): Builtins[Id] {
  return load(id) as Builtins[Id];
}
