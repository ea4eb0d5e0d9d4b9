export default {
  part: "child",
  does: "a broken output is thrown at once",
  patches: [["child", "if (!isBrokenPipe(error)) throw error;\n    holdBack(error);", "throw error;"]],
  tests: ["test/faults/01-", "test/api/broken-output"],
  only: "C logs|parent",
};
