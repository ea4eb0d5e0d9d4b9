export default {
  part: "child",
  does: "a second signal means nothing",
  patches: [["child", "else if (now - since >= secondAfter)", "else if (false)"]],
  tests: ["test/api/shutdown-signals"],
  only: "second signal",
};
