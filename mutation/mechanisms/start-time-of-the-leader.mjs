export default {
  part: "parent",
  does: "the leader is signalled without another look at its start time",
  patches: [
    [
      "parent",
      'if (this.spawned !== void 0 && this.stat()?.start !== this.spawned.start) return "gone";',
      "",
    ],
  ],
  tests: ["test/faults/35-", "test/tree"],
  only: "stop\\(\\)",
};
