export default {
  part: "guard",
  does: "a tree that the guard was not told of ends after 5 s",
  patches: [["guard", "usual=${usual:-$grace $signal}", ":"]],
  tests: ["test/guard/untold"],
};
