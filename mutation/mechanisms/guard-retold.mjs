export default {
  part: "parent",
  does: "a new guard is told nothing of what the dead one knew",
  patches: [["parent", "tree.forgetHeard();\n    waiting.add(tree);", ";"]],
  tests: ["test/faults/34-", "test/guard/guard-told"],
};
