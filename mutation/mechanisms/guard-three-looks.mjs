export default {
  part: "guard",
  does: "the guard is content with the first look that finds nobody",
  patches: [["guard", "while [ $calm -lt 3 ]; do", "while [ $calm -lt 1 ]; do"]],
  tests: ["test/guard/three-looks"],
};
