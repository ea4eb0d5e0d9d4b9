export default {
  part: "child",
  does: "a HELLO of which another has read a part is nobody's",
  patches: [["child", 'line.replace(TORN, "HELLO v=1 token=")', "line"]],
  tests: ["test/faults/40b-"],
  only: "binds the first",
};
