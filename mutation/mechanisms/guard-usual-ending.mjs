export default {
  part: "guard",
  does: "a tree that the guard was not told of ends after 5 s",
  patches: [["guard", "usual=${usual:-$3 $4}", ":"]],
  tests: ["test/guard/untold"],
};
