export default {
  part: "child",
  does: "a parent that cannot be seen is probed all the same",
  patches: [
    [
      "child",
      "return start && target?.start === start && boot === bootId() ? target : void 0;",
      "return target ?? { pid: parent, start };",
    ],
  ],
  tests: ["test/faults/42-"],
  only: "no signal|EOF",
};
