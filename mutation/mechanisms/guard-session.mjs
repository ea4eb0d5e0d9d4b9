export default {
  part: "parent",
  does: "the guard is in the group of its parent",
  patches: [["parent", 'cwd: "/",\n      detached: true,', 'cwd: "/",']],
  tests: ["test/faults/07-", "test/guard/guard-process"],
  only: "ends|session",
};
