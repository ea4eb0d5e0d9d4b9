export default {
  part: "guard",
  does: "the guard never asks the leader of who is bound, and has ended",
  patches: [["guard", "|| is_left_behind; return; }", "; return; }"]],
  tests: ["test/guard/guard.test", "test/faults/40b-"],
  only: "ended|beside another",
};
