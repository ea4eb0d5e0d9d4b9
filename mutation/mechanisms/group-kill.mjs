export default {
  part: "parent",
  does: "stop() kills its members one by one",
  patches: [["parent", "if (members.length > 0) this.#target.killGroup?.();", ""]],
  tests: ["test/faults/31-", "test/tree/stop-tree"],
  only: "forking|stop\\(\\)",
};
