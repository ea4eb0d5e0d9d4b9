export default {
  part: "parent",
  does: "stop() signals a pid without another look at its start time",
  patches: [["parent", "stat?.start !== start || isDead(stat)", "!stat"]],
  tests: ["test/faults/35-", "test/tree"],
  only: "stop\\(\\)",
};
