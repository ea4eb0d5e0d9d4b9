export default {
  part: "child",
  does: "another parent pid proves nothing",
  patches: [["child", 'if (process.ppid !== baselineParent) return "reparented";', ""]],
  tests: ["test/faults/09-", "test/faults/37b-"],
  only: "its direct child is noticed|direct child.*noticed|ends with its parent",
};
