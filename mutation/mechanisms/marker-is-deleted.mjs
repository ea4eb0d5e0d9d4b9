export default {
  part: "child",
  does: "its own children see LIFELINE",
  patches: [["child", "delete process.env.LIFELINE;", ""]],
  tests: ["test/api/environment"],
  only: "of what a child starts",
};
