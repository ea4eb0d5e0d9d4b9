export default {
  part: "child",
  does: "EPERM is taken for the end of the parent",
  patches: [["child", '({ code }) => code !== "ESRCH"', "() => false"]],
  tests: ["test/faults/41-"],
  only: "EPERM|probeInterval",
};
