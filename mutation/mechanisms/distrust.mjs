export default {
  part: "parent",
  does: "a child that wrote garbage is believed",
  patches: [
    [
      "parent",
      "    this.#reader = void 0;\n    this.#events.malformed(what);",
      "    this.#events.malformed(what);",
    ],
  ],
  tests: ["test/faults/23-"],
  only: "not believed",
};
