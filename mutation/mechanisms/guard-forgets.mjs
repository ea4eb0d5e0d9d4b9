export default {
  part: "guard",
  does: "the guard forgets no ended child",
  patches: [["guard", "[ $closed -lt $tidy_at ] || tidy\n", ":\n"]],
  tests: ["test/guard/come-and-go", "test/guard/guard.test"],
  only: "stays small",
};
