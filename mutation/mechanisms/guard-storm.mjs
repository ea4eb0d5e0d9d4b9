export default {
  part: "guard",
  does: "the guard does not stop a fork bomb before it kills it",
  patches: [["guard", "storm=$((storm + late))", "storm=0"]],
  tests: ["test/faults/31-", "test/faults/33b-"],
  only: "killed|ends",
};
