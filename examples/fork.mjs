// fork() with a lifeline: IPC messages as ever, and the death of the parent is noticed all the same.
// Run: node examples/fork.mjs, and then kill -9 the parent
import { fork } from "node:child_process";
import { createLifeline } from "lifeline-parent";

const pending = createLifeline({ gracePeriod: 3000 });
const child = fork(`${import.meta.dirname}/child.mjs`, pending.spawnOptions({}, { for: "fork" }));
const lifeline = pending.attach(child);

await lifeline.ready();
console.log(`parent: pid ${process.pid}, the child is ready`);
