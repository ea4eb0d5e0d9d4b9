export default {
  part: "child",
  does: "the deadline thread ends a child that was released while it was blocked",
  patches: [["child", "thread?.isReleased", "false"]],
  tests: ["test/api/deadline-thread"],
};
