export default {
  part: "child",
  does: "a line may be of any length",
  patches: [["child", "const longest = 512;", "const longest = 2 ** 40;"]],
  tests: ["test/faults/23b-"],
  only: "costs|later|512|no limit|event and no more",
};
