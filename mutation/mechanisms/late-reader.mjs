export default {
  part: "child",
  does: "a program that begins to read stdin late is not told of its end",
  patches: [["child", "if (!isStdinFree()) looking =", "if (false) looking ="]],
  tests: ["test/faults/38b-"],
};
