export default {
  part: "guard",
  does: "the group of an ended leader counts for ever",
  patches: [["guard", '[ "$4" = $sweeps ] || { [ "$1" = "$2" ] && is_ungiven "$1"; } || continue', ":"]],
  tests: ["test/guard/guard.test", "test/faults/35-"],
  only: "scrubbed|dash",
};
