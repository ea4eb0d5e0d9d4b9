// What bindToParent() takes with one kind of deadline: told when it has been bound for a second.
import { readFileSync } from "node:fs";
import { bindToParent } from "lifeline-child";

const [deadline] = process.argv.slice(2);
const before = performance.now();
bindToParent({ channel: "stdin", deadline });
const bindTime = performance.now() - before;

setTimeout(() => {
  const [, memory] = /Private_Dirty:\s+(\d+)/.exec(readFileSync("/proc/self/smaps_rollup", "latin1"));
  const { user, system } = process.cpuUsage();
  const cost = { bindTime, memory: Number(memory) / 1024, cpuTime: (user + system) / 1000 };
  console.log(`cost ${JSON.stringify(cost)}`);
  process.exit();
}, 1_000);
