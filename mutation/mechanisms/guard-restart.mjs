export default {
  part: "parent",
  does: "a guard that died has no successor",
  patches: [["parent", "waiting.add(tree);\n  }\n  ensureGuard();", "waiting.add(tree);\n  }"]],
  tests: ["test/faults/34-"],
};
