export default {
  part: "parent",
  does: "the number of a leader that ended is taken for its group's for ever",
  patches: [["parent", "return pidPosition() >= next;", "return false;"]],
  tests: ["test/tree/started-while-ending"],
};
