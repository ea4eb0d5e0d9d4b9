export default {
  part: "child",
  does: "the grace period of the parent means nothing",
  patches: [["child", "gracePeriod = Math.min(gracePeriod, limit);", ""]],
  tests: ["test/faults/21-"],
  only: "smaller",
};
