export default {
  part: "parent",
  does: "STOP is said once, whoever reads it",
  patches: [["parent", "sayAt = now + ANSWERS_WITHIN;", "sayAt = Infinity;"]],
  tests: ["test/faults/40b-"],
  only: "bound already: stop",
};
