import { describeTree } from "../support/index.js";

// A foreign process hears the polite request as soon as SIGCONT has woken it.
describeTree("a child that is stopped", `say $$; kill -STOP $$; exec sleep 3600`);

describeTree("a grandchild that is stopped", `sleep 3600 & kill -STOP $!; say $!; wait`);

describeTree(
  "a child that is stopped and ignores SIGTERM",
  `trap '' TERM; say $$; kill -STOP $$; exec sleep 3600`,
  {
    gracePeriod: 400,
    forced: true,
  },
);
