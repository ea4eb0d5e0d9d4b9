export default {
  part: "parent",
  does: "the guard is not told whom a stop() finds in the group of an ended leader",
  patches: [["parent", "if (group.length > 0 && !this.#leader.isRunning) this.#leaves(group);", ""]],
  tests: ["test/tree/parent-dies-while-stopping"],
  only: "is ended by",
};
