export default {
  part: "guard",
  does: "the guard hears HUP, INT, TERM and QUIT",
  patches: [["guard", "trap '' HUP INT TERM QUIT", ":"]],
  tests: ["test/faults/08-", "test/guard/guard-process"],
  only: "ends C|deaf",
};
