export default {
  part: "parent",
  does: "the guard is not told whom a leader that ended by itself has left in its group",
  patches: [
    [
      "parent",
      "setImmediate(() => this.#tellOrphans(this.#target.orphans?.() ?? []))",
      "setImmediate(() => this.#target.orphans?.())",
    ],
  ],
  tests: ["test/faults/29-"],
  only: "without an environment",
};
