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
  tests: ["test/faults/14-"],
  only: "is none for ours",
};
