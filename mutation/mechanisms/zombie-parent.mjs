export default {
  part: "child",
  does: "a parent that is a zombie counts as alive",
  patches: [["child", '/[XZ]/.test(stat.state) ? "parent-zombie" : void 0', "void 0"]],
  tests: ["test/faults/09-"],
  only: "behind a shell",
};
