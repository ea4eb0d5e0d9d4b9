export default {
  part: "parent",
  does: "the guard is started a turn after the first child",
  patches: [
    [
      "parent",
      "function guardTree(id, gracePeriod, stopSignal) {\n  ensureGuard();",
      "function guardTree(id, gracePeriod, stopSignal) {\n  setImmediate(ensureGuard);",
    ],
  ],
  tests: ["test/faults/04-"],
  only: "first word",
};
