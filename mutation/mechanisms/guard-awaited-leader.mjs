export default {
  part: "guard",
  does: "the guard keeps what it reads of a leader for whose end nobody waits",
  patches: [
    [
      "guard",
      'eval "[ -z \\"\\${e_$pid-}\\" ] || e_$pid=\\$state:\\$start"',
      'eval "e_$pid=\\$state:\\$start"',
    ],
  ],
  tests: ["test/guard/leader-first"],
  only: "right before the parent's death",
};
