export default {
  part: "guard",
  does: "a cookie in the middle of another entry counts",
  patches: [["guard", "grep -soxHzE", "grep -soHzE"]],
  tests: ["test/guard/odd-processes", "test/faults/33-"],
  only: "only speaks|leaves them alone",
};
