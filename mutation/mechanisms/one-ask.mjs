export default {
  part: "parent",
  does: "stop() asks what outlives the leader again in each look",
  patches: [["parent", "if (this.#asked.has(keyOf(member))) continue;", ""]],
  tests: ["test/tree/stop-tree"],
  only: "since it was asked",
};
