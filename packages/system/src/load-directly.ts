/** Without the static `import` of node:module, which costs half a millisecond at start. */
export const load = (id: string): unknown => process.getBuiltinModule(id);
