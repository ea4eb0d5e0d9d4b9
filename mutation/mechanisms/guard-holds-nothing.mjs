export default {
  part: "parent",
  does: "the guard keeps descriptors of its parent",
  patches: [["parent", ".filter((fd) => fd > HIGHEST_MARKED)", ".filter(() => false)"]],
  tests: ["test/guard/guard-process"],
};
