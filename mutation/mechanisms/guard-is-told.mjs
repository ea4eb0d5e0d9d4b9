export default {
  part: "parent",
  does: "the guard hears of no child",
  patches: [["parent", "this.#facts.set(verb, fact);\n", ""]],
  tests: ["test/guard/guard-told", "test/faults/30-"],
  only: "successor|is gone when",
};
