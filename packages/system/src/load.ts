import { createRequire } from "node:module";

/**
 * Loads one of Node's own modules. Without `getBuiltinModule`: Node < 20.16. The build for Node versions that surely have
 * it takes {@link file://./load-directly.ts} instead.
 */
export const load = (process.getBuiltinModule ?? createRequire(process.execPath)) as (id: string) => unknown;
