export default {
  part: "parent",
  does: "stop() does not look at the group",
  patches: [["parent", "const group = table.group(this.#leader.pid);", "const group = [];"]],
  tests: ["test/faults/30-"],
  only: "after stop",
};
