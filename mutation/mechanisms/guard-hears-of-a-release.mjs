export default {
  part: "parent",
  does: "the guard is not told of a release",
  patches: [["parent", 'this.#finish("release");', ""]],
  tests: ["test/api/release"],
  only: "foreign child",
};
