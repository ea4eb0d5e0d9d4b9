export default {
  part: "guard",
  does: "the group of a leader that has just ended counts no more",
  patches: [
    [
      "guard",
      '[ "$4" = $sweeps ] || { [ "$1" = "$2" ] && is_ungiven "$1"; } || continue',
      '[ "$4" = $sweeps ] || continue',
    ],
  ],
  tests: ["test/guard/guard.test", "test/faults/07-"],
  only: "scrubbed",
};
