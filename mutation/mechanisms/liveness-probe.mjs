export default {
  part: "child",
  does: "the parent is never probed",
  patches: [["child", "sinceProbe = 0;\n    probe();", "sinceProbe = 0;"]],
  tests: ["test/faults/09-"],
  only: "one probe interval",
};
