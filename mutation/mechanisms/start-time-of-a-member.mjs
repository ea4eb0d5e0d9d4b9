export default {
  part: "parent",
  does: "stop() signals a pid without another look at its start time",
  patches: [
    ["parent", "process.pid || hasEnded(member)", "process.pid || !readLiving(pid)"],
    [
      "packages/parent/src/tree/tree.ts",
      "process.pid || hasEnded(member)",
      "process.pid || !readLiving(pid)",
    ],
  ],
  tests: ["test/unit/start-time"],
  only: "as a member",
};
