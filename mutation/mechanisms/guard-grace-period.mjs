export default {
  part: "guard",
  does: "the guard never kills",
  patches: [["guard", 'if [ "$now" -ge $due ]; then', "if false; then"]],
  tests: ["test/faults/19-"],
  only: "when its parent is killed",
};
