export default {
  part: "guard",
  does: "who has left the group between two looks is asked all the same",
  patches: [["guard", 'has_moved "$6" || eval', "eval"]],
  tests: ["test/guard/on-its-way-out"],
  only: "once more",
};
