export default {
  part: "parent",
  does: "the lifeline may be a descriptor above 15",
  patches: [["parent", "if (fd > HIGHEST_FD) throw", "if (false) throw"]],
  tests: ["test/api/drop-in-refusals", "test/api/create-lifeline"],
};
