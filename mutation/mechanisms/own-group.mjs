export default {
  part: "parent",
  does: "the child has no group of its own",
  patches: [
    [
      "parent",
      'return process.platform !== "win32" && !stdio.slice(0, 3).some(isTerminal);',
      "return false;",
    ],
  ],
  tests: ["test/faults/30-", "test/api/detached"],
  only: "is gone|detached",
};
