// Builds one tree of 500 processes and ends it when told to. Every process of it holds our fd 3, which we let go
// ourselves: whoever reads its other end sees the end when the tree is empty.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { spawnWithLifeline } from "lifeline-parent";

const [kind] = process.argv.slice(2);
const sleeps = (count) => "sleep 3600 & ".repeat(count);
// 1 leader with 9 sleeps of its own, and 10 shells with 48 each.
const branch = `${sleeps(48)}echo up now >&3; wait`;
const script = `${sleeps(9)}for i in 1 2 3 4 5 6 7 8 9 10; do /bin/sh -c '${branch}' & done; wait`;
const stdio = ["ignore", "ignore", "ignore", 3];

const enders = {
  lifeline: () => {
    // The lifeline is stdio[4] then.
    const child = spawnWithLifeline("/bin/sh", ["-c", script], { stdio });
    return () => child.lifeline.stop();
  },
  "tree-kill": () => {
    const child = spawn("/bin/sh", ["-c", script], { stdio });
    return async () => {
      const { default: treeKill } = await import("tree-kill");
      return new Promise((resolve) => treeKill(child.pid, "SIGTERM", resolve));
    };
  },
};

const end = enders[kind]();
if (kind === "tree-kill") await import("tree-kill");
closeSync(3);
console.log("ready now");
await once(process.stdin, "data");
const began = process.hrtime.bigint();
await end();
console.log(`ended ${began} ${process.hrtime.bigint()}`);
process.exit();
