export default {
  part: "child",
  does: "whoever has the pid of the parent is taken for it",
  patches: [["child", 'if (stat.start !== start) return "pid-reused";', ""]],
  tests: ["test/faults/10-"],
  only: "behind a shell",
};
