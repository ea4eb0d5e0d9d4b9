import { describeTree } from "../support/index.js";

describeTree("a grandchild behind setsid", `setsid sleep 3600 & say $!; sleep 3600 & wait`);

describeTree(
  "a grandchild behind nohup",
  `nohup setsid sleep 3600 > /dev/null 2>&1 & say $!; sleep 3600 & wait`,
);

describeTree("a daemon, after a double fork", `( setsid sleep 3600 & say $! ); sleep 3600 & wait`);

describeTree(
  "a grandchild behind Node's detached",
  `node -e 'const c = require("child_process").spawn("sleep", ["3600"], { detached: true, stdio: "ignore" });
    c.unref(); console.log(c.pid)' | { read -r pid; say "$pid"; }; sleep 3600 & wait`,
);
