export default {
  part: "child",
  does: "the end of the grace period does not exit",
  patches: [["child", "overtime.abort();\n      exit(1);", "overtime.abort();"]],
  tests: ["test/faults/21-"],
  only: "never settles.*eof",
};
