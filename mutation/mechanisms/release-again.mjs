export default {
  part: "parent",
  does: "RELEASE is said once, whoever reads it",
  patches: [["parent", "times = this.#binder ? MOST_SHARERS : 1", "times = 1"]],
  tests: ["test/faults/40b-"],
  only: "releases both",
};
