export default {
  part: "parent",
  does: "what it says goes through the socket that it reads from",
  patches: [["parent", "if (fd < 0) {\n", "if (true) {\n"]],
  tests: ["test/api/lifeline-events", "test/api/bound-and-ready"],
};
