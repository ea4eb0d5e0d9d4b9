export default {
  part: "parent",
  does: "all that a child says is told",
  patches: [["parent", "return ++this.#statuses <= STATUSES_PER_SECOND;", "return true;"]],
  tests: ["test/faults/22c-"],
  only: "keeps a parent busy|STATUS",
};
