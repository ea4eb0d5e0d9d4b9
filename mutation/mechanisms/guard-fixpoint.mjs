export default {
  part: "guard",
  does: "the guard looks once, and ends",
  patches: [["guard", "while [ $calm -lt 3 ]; do", "while [ $sweeps -lt 1 ]; do"]],
  tests: ["test/faults/19-"],
  only: "when its parent is killed",
};
