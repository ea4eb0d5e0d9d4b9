export default {
  part: "parent",
  does: "what one who was asked starts to tidy up is asked as well",
  patches: [
    ["parent", "if (this.#asked.has(keyOf(above))) return true;", "return this.#asked.has(keyOf(above));"],
  ],
  tests: ["test/tree/started-to-tidy-up"],
  only: "by stop",
};
