export default {
  part: "parent",
  does: "stop() takes the group for its own, whoever is in it",
  patches: [["parent", "return stat?.start === start && stat.pgid === this.#leader.pid;", "return true;"]],
  tests: ["test/faults/35-", "test/tree/stop-tree"],
  only: "stop\\(\\)",
};
