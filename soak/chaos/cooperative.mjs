/**
 * Children that bind: specifications of soak/programs/child.mjs. `hook`: its `onShutdown` must have run when its parent
 * has died. The others as in foreign.mjs.
 */
export const cooperative = [
  { name: "bound", weight: 5, hook: true, spec: { hook: "quick", port: true } },
  { name: "slow-hook", weight: 2, hook: true, spec: { hook: "slow" } },
  { name: "no-hook", weight: 2, spec: {} },
  { name: "hook-never-ends", weight: 2, deaf: true, spec: { hook: "never" } },
  { name: "hook-throws", weight: 1, spec: { hook: "throw" } },
  { name: "blocked", weight: 2, deaf: true, spec: { hook: "quick", block: "loop" } },
  { name: "blocked-in-exec", weight: 2, deaf: true, spec: { hook: "quick", block: "exec" } },
  { name: "ignores-sigterm", weight: 1, hook: true, spec: { hook: "quick", ignore: ["SIGTERM", "SIGHUP"] } },
  { name: "unbinds", weight: 1, spec: { unbind: true } },
  {
    name: "talks",
    weight: 2,
    hook: true,
    mortalWithoutParent: true,
    spec: { hook: "quick", talk: true },
    output: "read",
  },
  {
    name: "talks-unheard",
    weight: 1,
    deaf: true,
    mortalWithoutParent: true,
    spec: { hook: "quick", talk: true },
    output: "full",
  },
  { name: "says-status", weight: 2, hook: true, fd: true, spec: { hook: "quick", status: true } },
  {
    name: "ends-when-stalled",
    weight: 1,
    mortal: true,
    spec: { hook: "quick", bind: { onStall: "shutdown" } },
  },
  { name: "ends-itself", weight: 1, mortal: true, spec: { hook: "quick", endAfter: 200 } },
  {
    name: "grandchildren",
    weight: 3,
    hook: true,
    needsLeader: true,
    spec: { hook: "quick", grandchildren: true },
  },
  { name: "nested", weight: 4, hook: true, spec: { hook: "quick", nested: true, nestedGrace: 500 } },
];
