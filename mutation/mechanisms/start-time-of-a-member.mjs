export default {
  part: "parent",
  does: "stop() signals a pid without another look at its start time",
  patches: [
    ["parent", "process.pid || stat?.start !== start", "process.pid || !stat"],
    ["packages/parent/src/tree/tree.ts", "stat?.start !== start || isDead(stat)", "!stat || isDead(stat)"],
  ],
  tests: ["test/unit/start-time"],
  only: "as a member",
};
