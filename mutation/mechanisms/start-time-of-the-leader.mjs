export default {
  part: "parent",
  does: "the leader is signalled without another look at its start time",
  patches: [
    [
      "parent",
      'if (this.spawned !== void 0 && this.stat()?.start !== this.spawned.start) return "gone";',
      "",
    ],
    [
      "packages/parent/src/leader.ts",
      'if (this.spawned !== undefined && this.stat()?.start !== this.spawned.start) return "gone";',
      "",
    ],
  ],
  tests: ["test/unit/start-time"],
  only: "as the leader",
};
