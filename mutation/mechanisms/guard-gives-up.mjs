export default {
  part: "parent",
  does: "guards are started for ever, however often they die",
  patches: [["parent", "if (deaths.length >= MOST_DEATHS) return", "if (false) return"]],
  tests: ["test/faults/34-"],
  only: "gives up",
};
