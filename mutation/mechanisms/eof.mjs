export default {
  part: "child",
  does: "the end of the lifeline tells nothing",
  patches: [["child", 'if (before !== "over" && !isLeaving) events.ended(how, before === "hello");', ";"]],
  tests: ["test/faults/01-", "test/faults/42-"],
  only: "C is silent|ends by the EOF",
};
