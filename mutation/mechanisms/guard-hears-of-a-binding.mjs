export default {
  part: "parent",
  does: "the guard is not told who is bound",
  patches: [["parent", 'this.#know("bound", `${', 'if (false) this.#know("bound", `${']],
  tests: ["test/faults/20-"],
  only: "a bound child that is stopped is gone when",
};
