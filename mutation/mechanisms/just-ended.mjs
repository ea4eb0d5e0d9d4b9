export default {
  part: "parent",
  does: "the group of a leader that ended during stop() counts no more",
  patches: [["parent", "return isOurs ? group : [];", "return [];"]],
  tests: ["test/tree/started-while-ending"],
};
