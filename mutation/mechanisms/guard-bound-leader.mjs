export default {
  part: "guard",
  does: "the guard signals a bound leader, which shuts itself down",
  patches: [["guard", '{ [ "$bound" = 0 ]; return; }', "return"]],
  tests: ["test/guard/guard.test", "test/faults/01-"],
  only: "bound leader|C is silent ends",
};
