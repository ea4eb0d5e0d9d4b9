export default {
  part: "child",
  does: "no thread holds the deadline of a blocked event loop",
  patches: [["child", 'options.deadline === "thread" ?', "false ?"]],
  tests: ["test/faults/18b-"],
  only: "a lifeline of ours.*deadline",
};
