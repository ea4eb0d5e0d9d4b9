import { describeTree } from "../support/index.js";

describeTree("a grandchild in the group", `sleep 3600 & say $!; wait`);

describeTree(
  "a full-screen program behind a shell",
  `TERM=xterm script -qc "watch -n 1 true" /dev/null > /dev/null & say $!; wait`,
);
