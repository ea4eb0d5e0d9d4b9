export default {
  part: "parent",
  does: "a child with a terminal is taken out of its group",
  patches: [["parent", "!stdio.slice(0, 3).some(isTerminal)", "true"]],
  tests: ["test/api/detached"],
  only: "terminal",
};
