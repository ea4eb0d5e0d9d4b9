export default {
  part: "child",
  does: 'a stalled parent is the end with onStall: "report", too',
  patches: [["child", 'if (options.onStall === "shutdown" && !isParentGone())', "if (!isParentGone())"]],
  tests: ["test/faults/11-"],
  only: "one stall",
};
