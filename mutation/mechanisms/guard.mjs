export default {
  part: "guard",
  does: "there is no guard when the parent is gone",
  patches: [["guard", "exec 3< /dev/null", "exit 0"]],
  tests: ["test/faults/26-", "test/faults/19-"],
  only: "when its parent is killed",
};
