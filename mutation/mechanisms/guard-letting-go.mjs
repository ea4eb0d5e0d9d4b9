export default {
  part: "guard",
  does: "who has let go of cookie and group counts on",
  patches: [["guard", '[ "$5" -le 0 ] || [ "$4" = 2 ] || is_still_ours "$2" || return\n', ""]],
  tests: ["test/guard/odd-processes", "test/guard/guard.test", "test/faults/33-"],
};
