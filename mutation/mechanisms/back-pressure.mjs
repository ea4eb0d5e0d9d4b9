export default {
  part: "parent",
  does: "a flooding child is read on at once",
  patches: [["parent", "if (chunk.length >= BYTES_PER_TURN || excess) this.#rest(excess);", ""]],
  tests: ["test/faults/22c-"],
  only: "keeps a parent busy|STATUS|garbage",
};
