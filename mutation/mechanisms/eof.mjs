export default {
  part: "child",
  does: "the end of the lifeline tells nothing",
  patches: [["child", 'if (before !== "over") events.ended(how, before === "hello");', ";"]],
  tests: ["test/faults/02", "test/faults/42"],
  only: "P returns|ends by the EOF",
};
