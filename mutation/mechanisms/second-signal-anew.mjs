export default {
  part: "child",
  does: "a signal that comes with the parent's end counts as a second one",
  patches: [["child", "if (!isGone) signals.countAnew();", ""]],
  tests: ["test/api/shutdown-signals"],
  only: "the parent's end, after a signal",
};
