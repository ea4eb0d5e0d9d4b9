export default {
  part: "guard",
  does: "the guard signals a bound leader, which shuts itself down",
  patches: [["guard", '{ [ "$bound" = 0 ] || is_left_behind; return; }', "return 0"]],
  tests: ["test/guard/guard.test"],
  only: "bound leader",
};
