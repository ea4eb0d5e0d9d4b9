export default {
  part: "child",
  does: "a stall is not confirmed after the socket was drained",
  patches: [
    [
      "child",
      "count.tick(period / beatInterval)) afterPoll(confirm)",
      "count.tick(period / beatInterval)) confirm()",
    ],
  ],
  tests: ["test/faults/13-", "test/faults/14-", "test/faults/16-"],
  only: "nothing at all|no false death",
};
