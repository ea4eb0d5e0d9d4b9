export default {
  part: "guard",
  does: "the group of an ended leader counts although those who were seen in it are there no more",
  patches: [["guard", '&& [ "$start:$group" = "$2:$of" ]; then', "; then"]],
  tests: ["test/guard/group-told"],
  only: "leaves it alone",
};
