export default {
  part: "parent",
  does: "nobody looks whom a leader that ended by itself has left in its group",
  patches: [["parent", "setImmediate(() => this.#tellOrphans(this.#target.orphans?.() ?? []))", "undefined"]],
  tests: ["test/faults/29-"],
  only: "without an environment",
};
