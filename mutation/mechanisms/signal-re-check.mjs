export default {
  part: "child",
  does: "a signal does not look for the parent first",
  patches: [["child", "const isReason = !isParentGone();", "const isReason = true;"]],
  tests: ["test/api/shutdown-signals"],
  only: "looks for the parent",
};
