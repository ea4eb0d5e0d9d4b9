// execa 9 with a lifeline. `cleanup: false`: the lifeline does more than execa's exit handler could.
// Run: node examples/execa.mjs, and then kill -9 the parent
import { execa } from "execa";
import { createLifeline } from "lifeline-parent";

const pending = createLifeline();
const options = { stdin: "ignore", stdout: "inherit", stderr: "inherit", cleanup: false, reject: false };
const child = execa(
  process.execPath,
  [`${import.meta.dirname}/child.mjs`],
  pending.spawnOptions(options, { for: "execa" }),
);
const lifeline = pending.attach(child);

await lifeline.ready();
console.log(`parent: pid ${process.pid}, the child is ready`);
const { exitCode } = await child;
console.log(`parent: the child ended with ${exitCode}`);
