export default {
  part: "guard",
  does: "a leader that shows no more of itself than its state counts as one that has ended",
  patches: [["guard", " = R:$4 ]", " = - ]"]],
  tests: ["test/guard/leader-first"],
  only: "another user",
};
