import { describeTree } from "../support/index.js";

describeTree("a child that ignores SIGTERM", `trap '' TERM; say $$; while :; do sleep 3600; done`, {
  gracePeriod: 400,
  forced: true,
});

describeTree("a grandchild that ignores SIGTERM", `trap '' TERM; sleep 3600 & say $!; trap - TERM; wait`, {
  gracePeriod: 400,
  forced: true,
});
