import { describeTree } from "../support/index.js";

describeTree("a grandchild without an environment, in the group", `env -i sleep 3600 & say $!; wait`);

describeTree(
  "a grandchild without an environment, in the group, deaf to SIGTERM",
  `trap '' TERM; env -i sleep 3600 & say $!; trap - TERM; wait`,
  { gracePeriod: 400, forced: true },
);
