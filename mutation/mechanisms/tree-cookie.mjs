export default {
  part: "parent",
  does: "stop() does not look for cookies",
  patches: [["parent", "return this.#byTree.get(cookie) ?? [];", "return [];"]],
  tests: ["test/faults/27-"],
  only: "after stop",
};
