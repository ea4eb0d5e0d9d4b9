export default {
  part: "guard",
  does: "the guard kills before the grace period is over",
  patches: [["guard", "due=$((began + grace + bound * 50))", "due=$began"]],
  tests: ["test/faults/19-"],
  only: "when its parent is killed",
};
