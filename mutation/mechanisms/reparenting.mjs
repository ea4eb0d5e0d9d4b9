export default {
  part: "child",
  does: "another parent pid proves nothing",
  patches: [["child", "if (!isReparentedFrom(baselineParent)) return void 0;", "return void 0;"]],
  tests: ["test/faults/09-", "test/faults/37b-"],
  only: "its direct child is noticed|direct child.*noticed|ends with its parent",
};
