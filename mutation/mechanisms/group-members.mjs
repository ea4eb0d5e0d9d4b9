export default {
  part: "parent",
  does: "stop() does not look at the group",
  patches: [["parent", "return table.group(this.#leader.pid);", "return [];"]],
  tests: ["test/faults/30-"],
  only: "after stop",
};
