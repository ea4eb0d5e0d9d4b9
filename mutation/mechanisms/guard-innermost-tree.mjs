export default {
  part: "guard",
  does: "the guard asks a nested tree over the head of its own parent",
  patches: [["guard", '[ "$3" = 0 ] && [ "$1" = "$2" ] && is_turn', '[ "$3" = 0 ] && is_turn']],
  tests: ["test/guard/guard.test", "test/faults/32c-"],
  only: "within the tree|outer guard",
};
