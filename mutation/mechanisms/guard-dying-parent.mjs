export default {
  part: "guard",
  does: "the guard does not wait until its parent is dead",
  patches: [["guard", "tries=150", "tries=0"]],
  tests: ["test/guard/dying-parent"],
};
