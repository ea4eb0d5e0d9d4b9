export default {
  part: "child",
  does: "a line may be of any length",
  patches: [["child", "const longest = 512;", "const longest = 2 ** 40;"]],
  tests: ["test/faults/23b-"],
  only: "event and no more|before HELLO",
};
