export default {
  part: "parent",
  does: "the guard is not told whom a leader that ended by itself has left in its group",
  patches: [["parent", "if (this.#guarded) tellOrphans(this.#guarded, orphans);", ""]],
  tests: ["test/faults/29-"],
  only: "without an environment",
};
