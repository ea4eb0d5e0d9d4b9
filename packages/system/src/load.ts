import { createRequire } from "node:module";

/**
 * Loads one of Node's own modules. A static `import` of these from ESM costs 0.5 to 4 ms each at start (`node:fs` alone
 * pulls in fs/promises); asked for in this way, and when needed, most cost nothing: Node has loaded them for itself.
 *
 * Without `getBuiltinModule`: Node < 20.16. The build for Node versions that surely have it takes
 * {@link file://./load-directly.ts} instead.
 */
export const load = (process.getBuiltinModule ?? createRequire(process.execPath)) as (id: string) => unknown;
