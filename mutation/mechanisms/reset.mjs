export default {
  part: "child",
  does: "a reset of the lifeline is a failure like any other",
  patches: [["child", 'isBrokenPipe(error) ? onEnd("reset") : onFailure(error)', "onFailure(error)"]],
  tests: ["test/api/lifeline-reset"],
};
