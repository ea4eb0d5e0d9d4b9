export default {
  part: "guard",
  does: "the guard may kill the group of its parent",
  patches: [["guard", ' && [ "$pid" != "$parents" ] || return', " || return"]],
  tests: ["test/guard/bad-input", "test/faults/33-"],
  only: "group of",
};
