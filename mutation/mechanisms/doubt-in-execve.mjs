export default {
  part: "parent",
  does: "stop() takes who shows no environment yet for a stranger",
  patches: [
    [
      "parent",
      "const isUncertain = this.#doubt(table.bare.filter(({ pid }) => !found.has(pid)));",
      "const isUncertain = false;",
    ],
  ],
  tests: ["test/faults/31-", "test/tree", "test/api/stop.test"],
};
