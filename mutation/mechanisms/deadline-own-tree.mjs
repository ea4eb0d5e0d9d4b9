export default {
  part: "child",
  does: "the deadline thread ends its process, and not what that has started",
  patches: [["child", "[...e.values()].reverse()", "[]"]],
  tests: ["test/faults/18b-"],
  only: "a lifeline of ours.*deadline",
};
