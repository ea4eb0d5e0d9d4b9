// The child of a race: binds as soon as it can, and lives until its parent is gone.
const { bindToParent } = await import(process.env.SOAK_LIFELINE_CHILD ?? "lifeline-child");

bindToParent({ onShutdown() {} });
setTimeout(() => process.exit(), 900_000);
