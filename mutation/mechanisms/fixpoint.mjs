export default {
  part: "parent",
  does: "stop() is content with one look, however many are left",
  patches: [
    [
      "parent",
      "const isCalm = members.length === 0 && !isUncertain && !this.#leader.isRunning;",
      "const isCalm = true;",
    ],
    ["parent", "if (this.#calmSweeps >= calm.sweeps)", "if (this.#calmSweeps >= 1)"],
  ],
  tests: ["test/faults/31-", "test/tree/stop-tree"],
  only: "after stop|keeps forking is ended",
};
